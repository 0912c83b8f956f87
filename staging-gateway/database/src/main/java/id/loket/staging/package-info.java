/** The staging business data and its exchange with the core. */
package id.loket.staging;
