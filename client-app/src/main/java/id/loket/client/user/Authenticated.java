package id.loket.client.user;

/**
 * Somebody whose password was right a moment ago.
 *
 * @param passwordHash of that password: a session begins only while it still is the account's
 */
public record Authenticated(Account account, String passwordHash) {

  /** Without the hash, for whoever logs it. */
  @Override
  public String toString() {
    return "Authenticated[…]";
  }
}
