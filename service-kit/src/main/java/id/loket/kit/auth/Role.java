package id.loket.kit.auth;

/** Role names in tokens' {@code groups} and in {@code @RolesAllowed}. */
public final class Role {
  public static final String CITIZEN = "citizen";
  public static final String ORGANISER = "organiser";
  public static final String OFFICER = "officer";
  public static final String COLLECTOR = "collector";
  public static final String ADMIN = "admin";

  /** Another service of Loket; never in a user's token. */
  public static final String SERVICE = "service";

  /** A field device, by the token it was given at login ({@link DeviceTokens}); never a user. */
  public static final String DEVICE = "device";

  private Role() {}
}
