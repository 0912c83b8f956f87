package id.loket.media.testing;

import static io.restassured.RestAssured.given;

import id.loket.kit.auth.Role;
import id.loket.kit.http.Sha256;
import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.TestTokens;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/** Somebody who sends pictures, as a phone or at a desk. */
public final class Phone {
  private final String authorization;

  private Phone(String authorization) {
    this.authorization = authorization;
  }

  /** The phone of another collector at each call. */
  public static Phone ofACollector() {
    return ofDevice(UUID.randomUUID());
  }

  /** A certain one. */
  public static Phone ofDevice(UUID device) {
    return new Phone(tokens().device("collector", UUID.randomUUID(), device));
  }

  public static Phone ofAnAdministrator() {
    return new Phone(tokens().user(UUID.randomUUID(), Role.ADMIN));
  }

  public static Phone ofACitizen() {
    return new Phone(tokens().user(UUID.randomUUID(), Role.CITIZEN));
  }

  /** Not a phone: the collector service. */
  public static Phone ofTheCollectorService() {
    return new Phone(tokens().service("collector", "media"));
  }

  /** A request of this phone's. */
  public RequestSpecification ask() {
    return given().header("Authorization", authorization);
  }

  /** A request about uploads. */
  public RequestSpecification tus() {
    return ask().header("Tus-Resumable", "1.0.0");
  }

  /** Announces a photo. */
  public Response announce(UUID id, byte[] photo) {
    return tus()
        .header("Upload-Length", photo.length)
        .header(
            "Upload-Metadata",
            "filename "
                + base64("a b.jpg")
                + ",id "
                + base64(id.toString())
                + ",sha256 "
                + base64(Sha256.ofContent(photo).hex()))
        .post("/media/uploads");
  }

  /** Sends bytes of a photo. */
  public Response send(UUID id, long offset, byte[] bytes) {
    return tus()
        .header("Upload-Offset", offset)
        .contentType("application/offset+octet-stream")
        .body(bytes)
        .patch("/media/uploads/{id}", id);
  }

  /** Where the server believes this upload to be. */
  public long offset(UUID id) {
    return Long.parseLong(
        tus()
            .head("/media/uploads/{id}", id)
            .then()
            .statusCode(200)
            .extract()
            .header("Upload-Offset"));
  }

  /** Sends bytes and pulls the plug after some of them. */
  public void sendAndBreakOff(UUID id, long offset, byte[] bytes, int after) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("PATCH /media/uploads/%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\n"
                  + "Tus-Resumable: 1.0.0\r\nUpload-Offset: %d\r\n"
                  + "Content-Type: application/offset+octet-stream\r\nContent-Length: %d\r\n\r\n")
              .formatted(id, authorization, offset, bytes.length)
              .getBytes(StandardCharsets.US_ASCII));
      out.write(bytes, 0, after);
      out.flush();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  public static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static TestTokens tokens() {
    return new TestTokens(LocalStackResource.stack());
  }
}
