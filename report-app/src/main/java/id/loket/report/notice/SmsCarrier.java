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
  private final Phones phones;
  private final Budgets budgets;

  SmsCarrier(ProviderCalls provider, NoticeConfig config, Phones phones, Budgets budgets) {
    this.provider = provider;
    this.config = config;
    this.phones = phones;
    this.budgets = budgets;
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
    if (!phones.isServed(recipient.phone())) {
      throw new Undeliverable("country-not-served");
    }
    return phones
        .isConfirmed(notice, recipient.phone())
        .invoke(
            confirmed -> {
              if (!confirmed) {
                throw new Undeliverable("phone-not-confirmed");
              }
            })
        .chain(() -> budgets.spend(Channel.SMS, recipient.phone()))
        .chain(() -> send(notice, recipient, text));
  }

  private Uni<Void> send(Notice notice, Recipient recipient, NoticeText text) {
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
