package id.loket.report.media;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.schema.SchemaMigrations;
import id.loket.kit.shutdown.WorkUnderWay;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * The queue {@code report-app.objects}: what an object store tells of objects that arrived, in the
 * form of S3 event notifications, where it can publish to the broker (MinIO, Ceph). Such messages
 * have no CloudEvents headers. Where the store tells nothing, our own {@code media.arrived} does.
 */
@ApplicationScoped
public class StoreNotifications {
  private static final Logger LOG = Logger.getLogger(StoreNotifications.class);
  private static final String UUID_FORM = "\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}";
  private static final Pattern ORIGINAL =
      Pattern.compile("reports/" + UUID_FORM + "/(" + UUID_FORM + ")/original");

  private final MediaWork work;
  private final TolerantJson json;
  private final SchemaMigrations schema;
  private final WorkUnderWay underWay;

  StoreNotifications(
      MediaWork work, TolerantJson json, SchemaMigrations schema, WorkUnderWay underWay) {
    this.work = work;
    this.json = json;
    this.schema = schema;
    this.underWay = underWay;
  }

  @Incoming("objects")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Uni<Void> arrived(Message<Object> message) {
    return underWay.doing(
        () ->
            Uni.createFrom()
                .item(() -> mediaIn(text(message.getPayload())))
                .call(schema::current)
                .onItem()
                .transformToMulti(ids -> Multi.createFrom().iterable(ids))
                .onItem()
                .transformToUniAndConcatenate(work::arrived)
                .collect()
                .last()
                .chain(() -> Uni.createFrom().completionStage(message.ack()))
                .onFailure()
                .recoverWithUni(
                    failure -> {
                      // What it told of is found by the sweep all the same.
                      LOG.warnf(
                          "A notification of the object store is left: %s", failure.toString());
                      return Uni.createFrom().completionStage(message.nack(failure));
                    }));
  }

  /** The photos and videos whose originals a notification tells of; others are not of interest. */
  List<UUID> mediaIn(String notification) {
    List<UUID> ids = new ArrayList<>();
    for (JsonNode told : json.read(notification, JsonNode.class).path("Records")) {
      String key = told.at("/s3/object/key").asText("");
      Matcher original = ORIGINAL.matcher(URLDecoder.decode(key, StandardCharsets.UTF_8));
      if (original.matches()) {
        ids.add(UUID.fromString(original.group(1)));
      }
    }
    return ids;
  }

  private static String text(Object payload) {
    return switch (payload) {
      case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
      case JsonObject object -> object.encode();
      default -> payload.toString();
    };
  }
}
