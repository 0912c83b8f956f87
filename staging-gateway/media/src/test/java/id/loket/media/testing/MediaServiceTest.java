package id.loket.media.testing;

import id.loket.kit.testing.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test of media on a real object store, with a stand-in for collector. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@QuarkusTest
@QuarkusTestResource(
    value = LocalStackResource.class,
    initArgs = {
      @ResourceArg(name = "service", value = "media"),
      @ResourceArg(name = "servers", value = "S3"),
      @ResourceArg(name = "LOKET_MEDIA_MOST_BREAKS", value = "40")
    })
@QuarkusTestResource(CollectorStandIn.class)
public @interface MediaServiceTest {}
