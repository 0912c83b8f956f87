/** The field collectors' day: login with a device, sync, daily visit report, close-batch. */
package id.loket.collector;
