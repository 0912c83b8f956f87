package id.loket.kit.audit;

import id.loket.kit.page.Page;
import io.smallrye.mutiny.Uni;

/** A service's audit trail, wherever it is kept. */
public interface AuditReader {
  /** A page of what was done, the latest first. */
  Uni<Page<AuditEntry>> search(AuditSearch search);
}
