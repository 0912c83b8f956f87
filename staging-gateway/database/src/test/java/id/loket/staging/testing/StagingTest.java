package id.loket.staging.testing;

import id.loket.kit.testing.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test of the staging database on a real PostgreSQL. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@QuarkusTest
@QuarkusTestResource(
    value = LocalStackResource.class,
    initArgs = {
      @ResourceArg(name = "service", value = "database"),
      @ResourceArg(name = "servers", value = "POSTGRES"),
      @ResourceArg(name = "LOKET_EXCHANGE_EVERY", value = "1s"),
      @ResourceArg(name = "LOKET_TIDY_EVERY", value = "1s")
    })
public @interface StagingTest {}
