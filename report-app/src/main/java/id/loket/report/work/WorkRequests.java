package id.loket.report.work;

import id.loket.report.report.ReportStatus;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What officers ask for. */
public final class WorkRequests {
  private WorkRequests() {}

  /**
   * Another status.
   *
   * @param note what the reporter is told; needed for RESOLVED, REJECTED and to open again
   * @param template its text is the note, in the reporter's language, where there is no note
   * @param afterPhoto a photo of the repair, added before with purpose AFTER
   */
  @Schema(
      example =
          """
          {"status": "RESOLVED", "note": "Lampu sudah diganti"}
          """)
  public record ChangeStatus(
      @NotNull ReportStatus status, @Size(max = 2000) String note, UUID template, UUID afterPhoto) {
    boolean hasText() {
      return (note != null && !note.isBlank()) || template != null;
    }
  }

  /**
   * Whose work it is from now on.
   *
   * @param unit the one it has when absent
   * @param assignee an officer of that unit, or null for nobody yet
   */
  public record Assign(
      @Pattern(regexp = "[a-z0-9-]{1,40}", message = "{loket.code}") String unit,
      UUID assignee,
      @Size(max = 2000) String note) {}

  /** Which report says the same. */
  public record Merge(@NotNull UUID into, @Size(max = 2000) String note) {}

  /** What only officers read. */
  public record AddNote(@NotBlank @Size(max = 4000) String note) {}
}
