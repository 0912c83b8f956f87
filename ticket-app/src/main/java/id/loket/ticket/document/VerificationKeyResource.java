package id.loket.ticket.document;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The key by which anybody can verify a ticket without a network. */
@Path("/tickets/verification-key")
@Tag(name = "Tickets")
public class VerificationKeyResource {
  private final TicketCode codes;

  VerificationKeyResource(TicketCode codes) {
    this.codes = codes;
  }

  /** The key, and the form of the codes it verifies. */
  public record VerificationKey(String algorithm, String form, String publicKey) {}

  @GET
  @PermitAll
  @Operation(
      summary = "The public key of ticket codes",
      description = "Ed25519, X.509 in base64; a code is LKT1.<payload>.<signature>, base64url.")
  public VerificationKey read() {
    return new VerificationKey("Ed25519", "LKT1", codes.publicKey());
  }
}
