package id.loket.report.notice;

import id.loket.report.report.Channel;
import io.smallrye.mutiny.Uni;

/** Brings notices to people through one channel. */
interface Carrier {
  /** Which one. */
  Channel channel();

  /**
   * Brings one; the notice's id lets the other side know it when it comes twice.
   *
   * @return fails with {@link Undeliverable} when it will never be taken, with anything else when
   *     it may be later
   */
  Uni<Void> carry(Notice notice, Recipient recipient, NoticeText text);
}
