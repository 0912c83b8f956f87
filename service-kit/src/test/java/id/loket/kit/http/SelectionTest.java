package id.loket.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotBlank;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {
  private static final String ETAG = "\"abc\"";
  private static final Instant MODIFIED = Instant.parse("2026-11-20T10:00:00.4Z");

  /** Examples and rules of RFC 9110 §14.1.2 and §14.2, for a file of 10,000 bytes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-499                  | 206 | 0    | 500",
        "bytes=500-999                | 206 | 500  | 500",
        "bytes=-500                   | 206 | 9500 | 500",
        "bytes=9500-                  | 206 | 9500 | 500",
        "bytes=9999-9999              | 206 | 9999 | 1",
        "bytes=0-0                    | 206 | 0    | 1",
        "BYTES=0-0                    | 206 | 0    | 1",
        "bytes=0-99999                | 206 | 0    | 10000",
        "bytes=-99999                 | 206 | 0    | 10000",
        "bytes=9000-99999999999999999999 | 206 | 9000 | 1000",
        "bytes=10000-                 | 416 | 0    | 0",
        "bytes=99999999999999999999-  | 416 | 0    | 0",
        "bytes=-0                     | 416 | 0    | 0",
        "bytes=5-4                    | 200 | 0    | 10000",
        "bytes=-                      | 200 | 0    | 10000",
        "bytes=                       | 200 | 0    | 10000",
        "bytes=a-b                    | 200 | 0    | 10000",
        "bytes=1-2-3                  | 200 | 0    | 10000",
        "bytes=+1-2                   | 200 | 0    | 10000",
        "items=0-5                    | 200 | 0    | 10000",
        "bytes=0-1,4-5                | 200 | 0    | 10000"
      })
  void aRangeIsServedRefusedOrIgnoredAsTheRfcSays(
      String range, int status, long from, long length) {
    assertThat(get(Map.of("Range", range))).isEqualTo(new Selection(status, from, length));
  }

  @Test
  void aRangeHoldsOnlyWhileTheFileIsTheSame() {
    assertThat(get(Map.of("Range", "bytes=5-", "If-Range", ETAG)).status()).isEqualTo(206);
    assertThat(get(Map.of("Range", "bytes=5-", "If-Range", "\"other\"")).status()).isEqualTo(200);
    assertThat(get(Map.of("Range", "bytes=5-", "If-Range", "W/" + ETAG)).status()).isEqualTo(200);
    String date = Selection.httpDate(MODIFIED);
    assertThat(get(Map.of("Range", "bytes=5-", "If-Range", date)).status()).isEqualTo(200);
  }

  @Test
  void preconditionsComeBeforeTheRange() {
    assertThat(get(Map.of("If-None-Match", ETAG, "Range", "bytes=0-1")).status()).isEqualTo(304);
    assertThat(get(Map.of("If-None-Match", "\"x\", W/" + ETAG)).status()).isEqualTo(304);
    assertThat(get(Map.of("If-None-Match", "*")).status()).isEqualTo(304);
    assertThat(get(Map.of("If-None-Match", "\"x\"")).status()).isEqualTo(200);
    assertThat(get(Map.of("If-Match", "\"x\"", "If-None-Match", ETAG)).status()).isEqualTo(412);
    assertThat(get(Map.of("If-Match", "W/" + ETAG)).status()).isEqualTo(412);
    assertThat(get(Map.of("If-Match", ETAG)).status()).isEqualTo(200);
    assertThat(get(Map.of("If-Modified-Since", "Fri, 20 Nov 2026 10:00:00 GMT")).status())
        .isEqualTo(304);
    assertThat(get(Map.of("If-Modified-Since", "Fri, 20 Nov 2026 09:59:59 GMT")).status())
        .isEqualTo(200);
    assertThat(get(Map.of("If-Modified-Since", "yesterday")).status()).isEqualTo(200);
    assertThat(get(Map.of("If-Unmodified-Since", "Fri, 20 Nov 2026 09:00:00 GMT")).status())
        .isEqualTo(412);
  }

  @Test
  void aHeadIsToldOfTheWholeFile() {
    Selection head =
        Selection.of(
            false, name -> name.equals("Range") ? "bytes=0-1" : null, ETAG, MODIFIED, 10_000);

    assertThat(head).isEqualTo(new Selection(200, 0, 10_000));
  }

  @Test
  void anEmptyFileHasNoRanges() {
    Selection ranged =
        Selection.of(true, name -> name.equals("Range") ? "bytes=0-" : null, ETAG, MODIFIED, 0);

    assertThat(ranged.status()).isEqualTo(416);
    assertThat(ranged.contentRange(0)).contains("bytes */0");
  }

  @Property
  void whatIsSentLiesInTheFile(
      @ForAll @LongRange(min = 0, max = 1000) long size,
      @ForAll @IntRange(max = 1200) int first,
      @ForAll @IntRange(max = 1200) int last) {
    Selection selection =
        Selection.of(
            true,
            name -> name.equals("Range") ? "bytes=%d-%d".formatted(first, last) : null,
            ETAG,
            MODIFIED,
            size);

    assertThat(selection.from()).isNotNegative();
    assertThat(selection.from() + selection.length()).isLessThanOrEqualTo(size);
    if (selection.status() == 206) {
      assertThat(selection.from()).isEqualTo(first);
      assertThat(selection.length()).isEqualTo(Math.min(last, size - 1) - first + 1);
    }
  }

  @Property
  void nothingAClientWritesIsAnAccident(@ForAll @NotBlank String range) {
    assertThat(get(Map.of("Range", range, "If-Modified-Since", range)).status()).isPositive();
  }

  @Test
  void digestsTravelAsTheRfcWritesThem() {
    Sha256 sha = Sha256.ofContent("{\"hello\": \"world\"}\n".getBytes());

    // the example of RFC 9530, appendix B.1
    assertThat(sha.header()).isEqualTo("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:");
    assertThat(Sha256.inHeader("md5=:AAAA:, " + sha.header())).contains(sha);
    assertThat(Sha256.inHeader(null)).isEmpty();
    assertThat(Sha256.ofHex(sha.hex())).isEqualTo(sha);
  }

  private static Selection get(Map<String, String> headers) {
    return Selection.of(true, new HashMap<>(headers)::get, ETAG, MODIFIED, 10_000);
  }
}
