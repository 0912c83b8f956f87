package id.loket.payment.api;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** Completes the description of the API with what annotations cannot say: the webhooks we send. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class WebhooksInApiDescription implements OASFilter {
  private static final String JSON = "application/json";
  private static final Map<String, String> EVENTS =
      new TreeMap<>(
          Map.of(
              "invoice.issued", "An invoice waits to be paid",
              "invoice.paid", "An invoice was paid",
              "invoice.failed", "The payment of an invoice failed",
              "invoice.partly_refunded", "Some of the money of an invoice was given back",
              "invoice.refunded", "All the money of an invoice was given back"));

  @Override
  public void filterOpenAPI(OpenAPI api) {
    for (Map.Entry<String, String> event : EVENTS.entrySet()) {
      api.addWebhook(event.getKey(), webhook(event.getKey(), event.getValue()));
    }
  }

  private static PathItem webhook(String type, String summary) {
    Operation operation =
        OASFactory.createOperation()
            .summary(summary)
            .addTag("Webhooks sent")
            .parameters(
                List.of(
                    header("webhook-id", "the event's id; the same at every attempt and replay"),
                    header(
                        "webhook-timestamp", "when this attempt was made, in seconds since 1970"),
                    header(
                        "webhook-signature",
                        "v1,<base64 HMAC-SHA256 of id.timestamp.body> per secret, separated by"
                            + " spaces (Standard Webhooks 1.0.0)")))
            .requestBody(
                OASFactory.createRequestBody()
                    .required(true)
                    .content(
                        OASFactory.createContent()
                            .addMediaType(
                                JSON,
                                OASFactory.createMediaType()
                                    .schema(bodySchema())
                                    .example(bodyExample(type)))))
            .responses(
                OASFactory.createAPIResponses()
                    .addAPIResponse("2XX", OASFactory.createAPIResponse().description("delivered"))
                    .addAPIResponse(
                        "410",
                        OASFactory.createAPIResponse()
                            .description("never send anything again: the endpoint is disabled"))
                    .defaultValue(
                        OASFactory.createAPIResponse()
                            .description("tried again later; Retry-After is honoured")));
    return OASFactory.createPathItem().POST(operation);
  }

  private static Parameter header(String name, String description) {
    return OASFactory.createParameter()
        .name(name)
        .in(Parameter.In.HEADER)
        .required(true)
        .description(description)
        .schema(text());
  }

  private static Schema bodySchema() {
    return OASFactory.createSchema()
        .addType(Schema.SchemaType.OBJECT)
        .addProperty("type", text())
        .addProperty("timestamp", text().format("date-time"))
        .addProperty(
            "data",
            OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .addProperty("invoiceNumber", text())
                .addProperty("bookingId", text().format("uuid"))
                .addProperty("orderId", text().format("uuid"))
                .addProperty("amount", OASFactory.createSchema().ref("Money"))
                .addProperty("status", OASFactory.createSchema().ref("InvoiceStatus"))
                .addProperty("paidAt", text().format("date-time"))
                .addProperty("failedAt", text().format("date-time"))
                .addProperty("refundedAt", text().format("date-time"))
                .addProperty("failureReason", text())
                .addProperty("refunded", OASFactory.createSchema().ref("Money"))
                .addProperty("refundable", OASFactory.createSchema().ref("Money"))
                .addProperty(
                    "by",
                    text()
                        .description(
                            "who gave the money back: a service's name, or administrator")));
  }

  private static Map<String, Object> bodyExample(String type) {
    return ordered(
        "type",
        type,
        "timestamp",
        "2027-03-01T12:00:01.250Z",
        "data",
        ordered(
            "invoiceNumber",
            "INV-20270301-7Q2M9X4B8C3D5F6G",
            "bookingId",
            "0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e0f",
            "amount",
            ordered("amount", 150000, "currency", "IDR"),
            "status",
            type.equals("invoice.partly_refunded")
                ? "PAID"
                : type.substring("invoice.".length()).toUpperCase(Locale.ROOT)));
  }

  /** In the order given, so that the description is the same after every build. */
  private static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return members;
  }

  private static Schema text() {
    return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
  }
}
