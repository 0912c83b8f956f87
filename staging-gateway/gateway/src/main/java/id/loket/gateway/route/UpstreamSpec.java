package id.loket.gateway.route;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * A service behind the gateway.
 *
 * @param name as routes and {@code /status} name it
 * @param urls its replicas, each as {@code http://host:port}
 * @param health where a replica tells whether it is ready: a path, or a URL of its own
 * @param failures after how many failures in a row a replica is left alone
 * @param rest for how long
 */
public record UpstreamSpec(
    String name, List<URI> urls, String health, int failures, Duration rest) {}
