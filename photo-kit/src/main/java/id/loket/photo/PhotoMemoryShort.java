package id.loket.photo;

/**
 * There is no memory for a photo now. Says nothing of the photo: whoever gets this tries it again
 * later.
 */
public final class PhotoMemoryShort extends RuntimeException {
  PhotoMemoryShort(String message) {
    super(message, null, false, false);
  }
}
