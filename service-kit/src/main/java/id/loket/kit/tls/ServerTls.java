package id.loket.kit.tls;

/** How a server is spoken to, in the words of PostgreSQL's {@code sslmode}. */
public enum ServerTls {
  /** In the clear. */
  DISABLE,
  /** Over TLS, with a certificate of a known authority for whatever name. */
  VERIFY_CA,
  /** Over TLS, with a certificate of a known authority for the name it was called by. */
  VERIFY_FULL;

  /** Whether nobody on the way can read along. */
  public boolean isEncrypted() {
    return this != DISABLE;
  }
}
