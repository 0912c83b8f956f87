package id.loket.field;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Looks for a newer version of the app and takes it only if it is genuine: signed with the key in
 * the app, an answer to what was asked now (whatever this phone's clock says), the file's digest as
 * announced, the version above this one.
 */
public final class Updates {
  /** The API level of Android 14, for which this phone stands. */
  private static final int SDK = 34;

  private static final int GONE = 410;

  private final Network network;
  private final PublicKey key;

  /**
   * Updates.
   *
   * @param key the Ed25519 key that is in the app
   */
  public Updates(Network network, PublicKey key) {
    this.network = network;
    this.key = key;
  }

  /** A version that may be installed. */
  public record Update(long versionCode, byte[] file) {}

  /** What is offered is not from whom it should be. */
  public static final class NotGenuine extends Exception {
    NotGenuine(String why) {
      super(why);
    }
  }

  /**
   * Fetches a newer version; empty when there is none.
   *
   * @param device what tells this phone from others
   * @param own this phone's version
   * @throws Network.Away when the service is not there: the phone goes on with what it has
   */
  public Optional<Update> find(String device, long own) throws Network.Away, NotGenuine {
    String nonce = UUID.randomUUID().toString();
    Network.Answer answer =
        network.send(
            "GET",
            "/apk/coll/latest.json?device=" + device + "&sdk=" + SDK + "&nonce=" + nonce,
            Map.of(),
            null);
    if (answer.status() != 200) {
      return Optional.empty();
    }
    requireGenuine(answer);
    JsonNode latest = answer.json();
    if (!latest.path("nonce").asText().equals(nonce)) {
      throw new NotGenuine("it is an old answer");
    }
    if (latest.path("versionCode").asLong() <= own) {
      return Optional.empty();
    }
    String path = URI.create(latest.path("url").asText()).getRawPath();
    Network.Answer file = network.send("GET", path, Map.of(), null);
    if (file.status() == GONE) {
      return Optional.empty();
    }
    if (!Canonical.sha256(file.body()).equals(latest.path("sha256").asText())) {
      throw new NotGenuine("the file is not the one that was announced");
    }
    return Optional.of(new Update(latest.path("versionCode").asLong(), file.body()));
  }

  private void requireGenuine(Network.Answer answer) throws NotGenuine {
    String value = answer.headers().firstValue("Loket-Signature").orElse("");
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(key);
      signature.update(answer.body());
      String base64 = value.replaceFirst("^ed25519=:(.*):$", "$1");
      if (!signature.verify(Base64.getDecoder().decode(base64))) {
        throw new NotGenuine("the signature does not fit");
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new NotGenuine("there is no signature that can be read");
    }
  }
}
