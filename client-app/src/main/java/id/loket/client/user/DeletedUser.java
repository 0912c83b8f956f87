package id.loket.client.user;

import java.time.Instant;
import java.util.UUID;

/** Somebody who is to be forgotten everywhere. */
public record DeletedUser(UUID id, Instant deletedAt) {}
