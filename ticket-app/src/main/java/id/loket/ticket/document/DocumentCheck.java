package id.loket.ticket.document;

import id.loket.kit.auth.Keys;
import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import jakarta.inject.Singleton;

/** The key tickets are signed with. */
@Singleton
class DocumentCheck implements ConfigurationCheck {
  private final DocumentConfig config;

  DocumentCheck(DocumentConfig config) {
    this.config = config;
  }

  @Override
  public void check(Faults faults) {
    String remedy = "set it to an Ed25519 private key, PKCS #8 DER in base64";
    faults.requiredReadable(
        "LOKET_TICKET_SIGNING_KEY",
        config.signingKey(),
        key -> Keys.ed25519PublicKeyOf(Keys.privateKey("Ed25519", key)),
        remedy);
    faults.readable(
        "LOKET_TICKET_FORMER_KEYS",
        config.formerKeys(),
        TicketCode::readFormer,
        "set it to Ed25519 public keys, X.509 DER in base64, commas between them");
  }
}
