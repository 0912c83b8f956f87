package org.apache.cassandra.security;

import java.security.PermissionCollection;
import java.security.Permissions;

/**
 * Takes the place of Cassandra's class of this name, which extends a security manager that JDK 24
 * removed. Cassandra 5.0 needs it only to fence in user-defined functions, and those stay off here.
 */
public final class ThreadAwareSecurityManager {
  // Cassandra reads this field by its name.
  public static final PermissionCollection noPermissions = new Permissions();

  private ThreadAwareSecurityManager() {}

  public static void install() {}

  public static boolean isSecuredThread() {
    return false;
  }
}
