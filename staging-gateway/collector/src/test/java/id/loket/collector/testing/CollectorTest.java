package id.loket.collector.testing;

import id.loket.kit.testing.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test of collector with a stand-in for the services it works with. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@QuarkusTest
@QuarkusTestResource(
    value = LocalStackResource.class,
    initArgs = {
      @ResourceArg(name = "service", value = "collector"),
      // collector itself needs no server: this is the lightest that brings the keys along
      @ResourceArg(name = "servers", value = "REDIS")
    })
@QuarkusTestResource(MachineStandIn.class)
public @interface CollectorTest {}
