package id.loket.gateway.edge;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;

/**
 * A caller's request as the proxy is shown it: with the path and the headers that were decided, and
 * none it could decide by itself.
 */
final class ProxiedRequest extends HttpServerRequestWrapper {
  private final String uri;
  private final MultiMap headers;

  ProxiedRequest(HttpServerRequest request, String uri, MultiMap headers) {
    super((HttpServerRequestInternal) request);
    this.uri = uri;
    this.headers = headers;
  }

  /** One whose body was read before can be paused no more. */
  @Override
  public HttpServerRequest pause() {
    return isEnded() ? this : super.pause();
  }

  @Override
  public HttpServerRequest resume() {
    return isEnded() ? this : super.resume();
  }

  @Override
  public String uri() {
    return uri;
  }

  @Override
  public String absoluteURI() {
    return uri;
  }

  @Override
  public MultiMap headers() {
    return headers;
  }

  @Override
  public String getHeader(String name) {
    return headers.get(name);
  }

  @Override
  public String getHeader(CharSequence name) {
    return headers.get(name);
  }
}
