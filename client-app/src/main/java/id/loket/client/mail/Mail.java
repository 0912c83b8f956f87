package id.loket.client.mail;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A mail on its way.
 *
 * @param userId whose; null for somebody who is no user
 * @param bookingId what it is about, or null
 * @param data JSON its letter is written from, or null
 * @param attempts how often sending was tried, this time included
 * @param nextAttemptAt when it is tried again, while pending
 * @param sentAt when an SMTP server accepted it, or null
 * @param failure why the last attempt failed, or null
 * @param age how long ago it was asked for, by the clock that said when
 */
public record Mail(
    UUID id,
    UUID userId,
    MailKind kind,
    UUID bookingId,
    String data,
    MailStatus status,
    int attempts,
    Instant createdAt,
    Instant nextAttemptAt,
    Instant sentAt,
    String failure,
    Duration age) {}
