package id.loket.client.testing;

import id.loket.kit.testing.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import org.junit.jupiter.api.AfterEach;

/** Tests of the running service with real PostgreSQL, RabbitMQ and SMTP servers. */
@QuarkusTestResource(
    value = LocalStackResource.class,
    initArgs = {
      @ResourceArg(name = "service", value = "client-app"),
      @ResourceArg(name = "servers", value = "POSTGRES,RABBITMQ,MAIL")
    })
@QuarkusTestResource(TicketAppStandIn.class)
@QuarkusTestResource(OutsideIssuer.class)
public abstract class ClientAppTest {
  protected final Inbox inbox = new Inbox();
  protected final TicketAppStandIn ticketApp = TicketAppStandIn.running();

  @AfterEach
  void everythingIsWellAgain() {
    ticketApp.isWell();
    inbox.acceptsMails();
  }
}
