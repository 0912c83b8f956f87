package id.loket.kit.language;

import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.hibernate.validator.spi.messageinterpolation.LocaleResolver;
import org.hibernate.validator.spi.messageinterpolation.LocaleResolverContext;

/**
 * The language constraints answer in, for callers who name their region alone: Quarkus' own
 * resolver takes {@code id} but finds nothing for {@code id-ID}.
 */
@Singleton
class ConstraintLanguage implements LocaleResolver {
  private final CurrentVertxRequest request;

  ConstraintLanguage(CurrentVertxRequest request) {
    this.request = request;
  }

  @Override
  public Locale resolve(LocaleResolverContext context) {
    if (!Arc.container().requestContext().isActive()) {
      return null;
    }
    RoutingContext current = request.getCurrent();
    return current == null
        ? null
        : Locale.of(Language.preferred(current.request().getHeader("Accept-Language")).tag());
  }
}
