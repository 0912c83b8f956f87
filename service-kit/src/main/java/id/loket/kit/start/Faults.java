package id.loket.kit.start;

import id.loket.kit.tls.TlsConfig.Encryption;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What is wrong with the configuration. Values are never repeated: they may be secrets, or carry
 * one.
 */
public final class Faults {
  private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");

  /** A Service of a cluster: a name without a dot, or one that ends as all of them do. */
  private static final Pattern IN_CLUSTER = Pattern.compile("[^.:]+|.+\\.svc(\\.cluster\\.local)?");

  private final boolean strict;
  private final Encryption encryption;
  private final List<String> found = new ArrayList<>();

  /**
   * No faults yet.
   *
   * @param strict whether what development can do without is required
   * @param encryption who encrypts what leaves this machine
   */
  Faults(boolean strict, Encryption encryption) {
    this.strict = strict;
    this.encryption = encryption;
  }

  /**
   * A value nobody may go to production without.
   *
   * @param variable the environment variable that sets it
   * @param remedy how to mend it, in the imperative: {@code set it to …}
   */
  public Faults required(String variable, Optional<String> value, String remedy) {
    if (strict && value.filter(text -> !text.isBlank()).isEmpty()) {
      found.add(variable + " is not set: " + remedy);
    }
    return this;
  }

  /**
   * A value that has to make sense if it is there.
   *
   * @param reader reads it as its user will; what it throws says what is wrong
   */
  public Faults readable(
      String variable, Optional<String> value, Consumer<String> reader, String remedy) {
    value
        .filter(text -> !text.isBlank())
        .ifPresent(
            text -> {
              try {
                reader.accept(text);
              } catch (RuntimeException e) {
                found.add(variable + " is wrong (" + e.getMessage() + "): " + remedy);
              }
            });
    return this;
  }

  /** A value nobody may go to production without, and that has to make sense. */
  public Faults requiredReadable(
      String variable, Optional<String> value, Consumer<String> reader, String remedy) {
    return required(variable, value, remedy).readable(variable, value, reader, remedy);
  }

  /**
   * That what is said to another machine is encrypted, where the service itself has to see to it.
   *
   * @param variable the environment variable that names the other machine
   * @param host the other machine, or this one
   * @param isEncrypted whether it is
   * @param remedy how to encrypt it, in the imperative: {@code set it to …}
   */
  public Faults encrypted(String variable, String host, boolean isEncrypted, String remedy) {
    if (strict && !isEncrypted && mustBeEncrypted(host)) {
      found.add(
          variable
              + " leads to another machine in the clear: "
              + remedy
              + "; or LOKET_TLS to mesh where one encrypts inside the cluster, to off where nobody"
              + " does");
    }
    return this;
  }

  private boolean mustBeEncrypted(String host) {
    return switch (encryption) {
      case REQUIRED -> !isThisMachine(host);
      case MESH -> !isThisMachine(host) && !IN_CLUSTER.matcher(host).matches();
      case OFF -> false;
    };
  }

  private static boolean isThisMachine(String host) {
    return host == null
        || host.equals("localhost")
        || host.equals("[::1]")
        || host.equals("::1")
        || LOOPBACK.matcher(host).matches();
  }

  /**
   * The absolute URL of another system, which is spoken to over TLS where that is demanded.
   *
   * @param schemes the one to recommend first
   */
  public Faults url(String variable, String value, List<String> schemes) {
    int before = found.size();
    readable(
        variable,
        Optional.of(value),
        text -> requireUrl(text, schemes),
        "set it to " + schemes.getFirst() + "://<host>:<port>");
    if (found.size() == before && !value.isBlank()) {
      URI uri = URI.create(value.strip());
      encrypted(variable, uri.getHost(), !uri.getScheme().equals("http"), "set it to https://…");
    }
    return this;
  }

  List<String> found() {
    return List.copyOf(found);
  }

  private static void requireUrl(String text, List<String> schemes) {
    URI uri;
    try {
      uri = URI.create(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("no URL");
    }
    if (uri.getScheme() == null || !schemes.contains(uri.getScheme())) {
      throw new IllegalArgumentException("no " + String.join(": or ", schemes) + ": URL");
    }
    if (!"file".equals(uri.getScheme()) && uri.getHost() == null) {
      throw new IllegalArgumentException("a URL without a host");
    }
  }
}
