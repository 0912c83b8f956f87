package id.loket.ticket.testing;

import id.loket.kit.testing.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test of ticket-app on real servers; organiser without failures unless a test wants them. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@QuarkusTest
@QuarkusTestResource(
    value = LocalStackResource.class,
    initArgs = {
      @ResourceArg(name = "service", value = "ticket-app"),
      @ResourceArg(name = "servers", value = "POSTGRES,RABBITMQ,S3,ORGANISER"),
      @ResourceArg(name = "LOKET_HOLD_FAILURE_RATE", value = "0"),
      @ResourceArg(name = "LOKET_HOLD_LATENCY", value = "0s"),
      @ResourceArg(name = "LOKET_INVENTORY_SWEEP_EVERY", value = "1s")
    })
@QuarkusTestResource(PaymentStandIn.class)
public @interface TicketAppTest {}
