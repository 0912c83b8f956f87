package id.loket.report.question;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What officers may ask reporters. */
@ConfigMapping(prefix = "loket.question")
public interface QuestionConfig {
  /** How long the time of a report stands still for an answer at most. */
  @WithDefault("14d")
  Duration longestWait();
}
