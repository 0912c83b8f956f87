package id.loket.report.testing;

import id.loket.kit.testing.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test of report-app on real servers. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@QuarkusTest
@QuarkusTestResource(
    value = LocalStackResource.class,
    initArgs = {
      @ResourceArg(name = "service", value = "report-app"),
      @ResourceArg(name = "servers", value = "POSTGRES,RABBITMQ,S3,MAIL,NOTICES,OPENSEARCH")
    })
@QuarkusTestResource(ClientAppStandIn.class)
public @interface ReportAppTest {}
