package id.loket.report.notice;

import id.loket.report.report.Channel;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * Push notices to the app on people's telephones, through a provider that knows them by user id.
 */
@Singleton
class PushCarrier implements Carrier {
  private final ProviderCalls provider;
  private final NoticeConfig config;

  PushCarrier(ProviderCalls provider, NoticeConfig config) {
    this.provider = provider;
    this.config = config;
  }

  @Override
  public Channel channel() {
    return Channel.PUSH;
  }

  @Override
  public Uni<Void> carry(Notice notice, Recipient recipient, NoticeText text) {
    if (recipient.userId() == null) {
      throw new Undeliverable("not-signed-in");
    }
    return provider.post(
        "push",
        config.pushUrl(),
        config.pushToken(),
        Map.of(
            "id", notice.id().toString(),
            "to", recipient.userId().toString(),
            "title", text.subject(),
            "text", text.inShort(),
            "url", text.url().toString()));
  }
}
