package id.loket.ticket.document;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The keys by which anybody can verify a ticket without a network. */
@Path("/tickets/verification-key")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Tickets")
public class VerificationKeyResource {
  private final TicketCode codes;

  VerificationKeyResource(TicketCode codes) {
    this.codes = codes;
  }

  /**
   * The keys, and the form of the codes they verify.
   *
   * @param publicKey the one that signs now
   * @param keys all that are good, by the ids codes name
   */
  public record VerificationKey(
      String algorithm, String form, String publicKey, List<NamedKey> keys) {}

  /** One of them. */
  public record NamedKey(String id, String publicKey) {}

  @GET
  @PermitAll
  @Operation(
      summary = "The public keys of ticket codes",
      description =
          "Ed25519, X.509 in base64; a code is LKT2.<key id>.<payload>.<signature>, base64url, and"
              + " what is signed is all before the last dot. Older ones are"
              + " LKT1.<payload>.<signature>, by any of the keys.")
  public VerificationKey read() {
    List<NamedKey> keys =
        codes.publicKeys().entrySet().stream()
            .map(entry -> new NamedKey(entry.getKey(), entry.getValue()))
            .toList();
    return new VerificationKey("Ed25519", TicketCode.FORM, keys.getFirst().publicKey(), keys);
  }
}
