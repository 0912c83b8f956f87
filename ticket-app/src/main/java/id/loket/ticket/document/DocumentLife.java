package id.loket.ticket.document;

import id.loket.kit.postgres.Forgetting;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * How long papers are kept (docs/retention.md): they have people's names on them. Whoever asks for
 * one later has it drawn again from what is left of the booking.
 */
@Singleton
class DocumentLife {
  private final DocumentStore store;
  private final Archive archive;
  private final DocumentConfig config;

  DocumentLife(DocumentStore store, Archive archive, DocumentConfig config) {
    this.store = store;
    this.archive = archive;
    this.config = config;
  }

  @Produces
  @Singleton
  Forgetting papers() {
    return Forgetting.oneByOne(
        "document",
        most -> store.old(config.kept(), most),
        paper -> archive.remove(paper.key()).chain(() -> store.forget(paper)));
  }
}
