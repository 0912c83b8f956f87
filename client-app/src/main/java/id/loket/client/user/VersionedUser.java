package id.loket.client.user;

/** A user with the version its {@code ETag} is made of. */
record VersionedUser(UserView user, long version) {
  static VersionedUser of(User user) {
    return new VersionedUser(UserView.of(user), user.version());
  }
}
