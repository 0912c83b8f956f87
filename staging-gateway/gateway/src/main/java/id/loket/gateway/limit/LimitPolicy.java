package id.loket.gateway.limit;

import id.loket.kit.limit.Quota;

/**
 * A quota for each address, user or key.
 *
 * @param per whose requests are counted together
 */
public record LimitPolicy(Quota quota, Per per) {

  /** Whose requests are counted together. */
  public enum Per {
    /** Of one network address (of IPv6: one /64). */
    ADDRESS,
    /** Of one network address, where nobody is signed in; whoever is, is not counted. */
    ANONYMOUS,
    /** Of one user or device; of an address where nobody is signed in. */
    USER,
    /** Of one API key; of an address where none is sent. */
    KEY
  }
}
