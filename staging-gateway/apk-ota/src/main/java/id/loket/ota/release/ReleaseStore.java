package id.loket.ota.release;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.s3.ObjectBucket;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * Releases in S3: the file, a row that never changes, and the course, each state of it an object of
 * its own. The row comes last, so that what has a row is complete.
 */
@Singleton
class ReleaseStore {
  private static final String JSON = "application/json";
  private static final String APK = "application/vnd.android.package-archive";
  private static final int AT_ONCE = 8;

  private final ObjectBucket bucket;
  private final TolerantJson json;

  ReleaseStore(ObjectBucket bucket, TolerantJson json) {
    this.bucket = bucket;
    this.json = json;
  }

  Uni<Catalogue> read() {
    return bucket
        .list(Release.ALL)
        .chain(
            entries ->
                Multi.createFrom()
                    .iterable(entries)
                    .map(ObjectBucket.Entry::key)
                    .filter(Release::isRow)
                    .onItem()
                    .transformToUni(row -> entry(row, entries))
                    .merge(AT_ONCE)
                    .collect()
                    .asList())
        .map(Catalogue::new);
  }

  Uni<Void> putFile(Release release, Path file) {
    return bucket.put(release.fileKey(), file, APK);
  }

  /** Makes a release known; whether no other has its version. */
  Uni<Boolean> insert(Release release) {
    return bucket.putNew(Release.row(release.versionCode()), bytes(release), JSON);
  }

  /** Adds a state; whether nobody else made another one out of the same former state. */
  Uni<Boolean> append(long versionCode, Course course) {
    return bucket.putNew(Course.key(versionCode, course.version()), bytes(course), JSON);
  }

  private Uni<Catalogue.Entry> entry(String row, List<ObjectBucket.Entry> all) {
    return bucket
        .text(row)
        .map(text -> json.read(text.orElseThrow(), Release.class))
        .chain(
            release ->
                bucket
                    .text(latest(release, all))
                    .map(text -> json.read(text.orElseThrow(), Course.class))
                    .map(course -> new Catalogue.Entry(release, course)));
  }

  private static String latest(Release release, List<ObjectBucket.Entry> all) {
    String folder = Course.folder(release.versionCode());
    return all.stream()
        .map(ObjectBucket.Entry::key)
        .filter(key -> key.startsWith(folder))
        .max(Comparator.naturalOrder())
        .orElseThrow(() -> new IllegalStateException("a release without a course: " + folder));
  }

  private byte[] bytes(Object value) {
    return json.write(value).getBytes(StandardCharsets.UTF_8);
  }
}
