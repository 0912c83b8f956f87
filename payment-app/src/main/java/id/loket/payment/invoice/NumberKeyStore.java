package id.loket.payment.invoice;

import id.loket.payment.cassandra.Cassandra;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The one key invoice numbers are derived with, in Cassandra. */
@Singleton
class NumberKeyStore {
  private static final String REALM = "all";

  private final Cassandra cassandra;

  NumberKeyStore(Cassandra cassandra) {
    this.cassandra = cassandra;
  }

  /** The key; the proposed one if there was none and nobody was faster. */
  Uni<byte[]> findOrKeep(byte[] proposed) {
    return find()
        .chain(
            found ->
                found
                    .map(Uni.createFrom()::item)
                    .orElseGet(() -> keep(proposed).chain(this::find).map(Optional::orElseThrow)));
  }

  private Uni<Boolean> keep(byte[] proposed) {
    return cassandra.writeIf(
        "insert into {keyspace}.invoice_number_key (realm, key) values (?, ?) if not exists",
        REALM,
        ByteBuffer.wrap(proposed));
  }

  private Uni<Optional<byte[]>> find() {
    return cassandra
        .row("select key from {keyspace}.invoice_number_key where realm = ?", REALM)
        .map(row -> row.map(found -> found.getByteBuffer("key")).map(NumberKeyStore::bytes));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
