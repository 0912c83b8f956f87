package id.loket.local.notice;

/**
 * One notice as a provider took it in.
 *
 * @param to telephone number, user or browser
 * @param text what people read; of a browser's, the encrypted bytes in base64url
 * @param authorization how the sender proved who it is
 */
public record SentNotice(
    String id,
    String channel,
    String to,
    String title,
    String text,
    String url,
    String authorization) {}
