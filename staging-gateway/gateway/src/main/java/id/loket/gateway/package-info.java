/**
 * The one public entrance: TLS, routes, limits, and pushes kept while the machine behind is away.
 */
package id.loket.gateway;
