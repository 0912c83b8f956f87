/** Releases of the field app, over the air. */
package id.loket.ota;
