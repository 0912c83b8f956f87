package id.loket.report.report;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import java.util.UUID;

/** Whoever keeps something of a report, and has to let it go with the report. */
public interface ReportDeletion {
  /** Notes in the transaction of the deletion what is to go. */
  Uni<Void> deleted(SqlClient transaction, UUID reportId);
}
