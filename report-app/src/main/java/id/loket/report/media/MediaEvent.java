package id.loket.report.media;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;

/**
 * Data of {@code media.*} messages.
 *
 * @param reason why it was rejected, or null
 */
@RegisterForReflection // native: read with TolerantJson
@JsonIgnoreProperties(ignoreUnknown = true)
public record MediaEvent(UUID mediaId, UUID reportId, String reason) {
  static MediaEvent of(MediaItem item) {
    return new MediaEvent(item.id(), item.reportId(), item.reason());
  }
}
