package id.loket.report.notice;

import id.loket.report.report.Channel;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Map;

/** SMS, through a provider. */
@Singleton
class SmsCarrier implements Carrier {
  private final ProviderCalls provider;
  private final NoticeConfig config;

  SmsCarrier(ProviderCalls provider, NoticeConfig config) {
    this.provider = provider;
    this.config = config;
  }

  @Override
  public Channel channel() {
    return Channel.SMS;
  }

  @Override
  public Uni<Void> carry(Notice notice, Recipient recipient, NoticeText text) {
    if (recipient.phone() == null) {
      throw new Undeliverable("no-phone-number");
    }
    return provider.post(
        "sms",
        config.smsUrl(),
        config.smsToken(),
        Map.of(
            "id", notice.id().toString(),
            "to", recipient.phone(),
            "text", "Loket: " + text.inShort()));
  }
}
