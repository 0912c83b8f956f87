package id.loket.kit.auth;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which other services may use an endpoint, by their names. Without it none may: being a service
 * opens no door. Beside it the endpoint says as always what roles people need.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface ServiceAllowed {
  String[] value();
}
