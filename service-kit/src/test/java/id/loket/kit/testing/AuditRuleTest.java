package id.loket.kit.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.kit.audit.Act;
import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class AuditRuleTest {
  @Test
  void whatChangesSomethingAndWritesNothingIsNamed() {
    assertThatThrownBy(() -> AuditRule.of(Silent.class, Work.class).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Silent.remove ")
        .hasMessageContaining("Silent.change ")
        .hasMessageContaining("Silent.place ")
        .message()
        .doesNotContain("Silent.read", "Silent.report", "Silent.pay");
  }

  @Test
  void whatWritesBehindLambdasAndInterfacesIsFound() {
    assertThatCode(() -> AuditRule.of(Told.class, Work.class, ToldWork.class, Trail.class).check())
        .doesNotThrowAnyException();
  }

  @Test
  void anExceptionIsStatedAndMustBeNeeded() {
    AuditRule rule =
        AuditRule.of(Silent.class, Work.class)
            .except("Silent.remove", "for this test")
            .except("Silent.change", "for this test")
            .except("Silent.place", "for this test");
    assertThatCode(rule::check).doesNotThrowAnyException();

    assertThatThrownBy(() -> rule.except("Silent.read", "changes nothing").check())
        .hasMessageContaining("Silent.read is no exception");
  }

  /** What writes nothing; only the first three are to be found. */
  @RolesAllowed({Role.OFFICER, Role.ADMIN})
  static class Silent {
    private final Work work = () -> null;
    private Caller caller;

    @DELETE
    Uni<Void> remove() {
      return work.done();
    }

    @PATCH
    @Authenticated
    Uni<Void> change() {
      return work.done();
    }

    @PUT
    @PermitAll
    Uni<Void> place() {
      return caller.isAdmin() ? work.done() : null;
    }

    @GET
    Uni<Void> read() {
      return work.done();
    }

    @POST
    @RolesAllowed(Role.OFFICER)
    Uni<Void> report() {
      return work.done();
    }

    @POST
    @PermitAll
    Uni<Void> pay() {
      return work.done();
    }
  }

  /** What writes, a few calls away. */
  @RolesAllowed(Role.ADMIN)
  static class Told {
    private Work work;

    @DELETE
    Uni<Void> remove() {
      Supplier<Uni<Void>> later = () -> work.done();
      return later.get();
    }

    @POST
    Uni<Void> create() {
      return Uni.createFrom().item(1).chain(one -> Uni.createFrom().deferred(work::done));
    }
  }

  interface Work {
    Uni<Void> done();
  }

  static class ToldWork implements Work {
    private Trail trail;

    @Override
    public Uni<Void> done() {
      return Uni.createFrom()
          .item(Act.of("thing.done", "thing", "1"))
          .chain(act -> Uni.createFrom().deferred(() -> trail.record(act)));
    }
  }

  static class Trail {
    Uni<Void> record(Act act) {
      return Uni.createFrom().voidItem();
    }
  }
}
