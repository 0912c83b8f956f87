package id.loket.local.mail;

import id.loket.local.http.HttpFace;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A mail server that delivers to nobody: SMTP in, an inbox to read out. Mails stay over restarts.
 *
 * <p>Arguments: SMTP port, port of the inbox page, data folder. Environment: LOKET_BIND
 * (127.0.0.1).
 */
public final class MailServer {
  private static final long START_LIMIT_MILLIS = 10_000;

  private MailServer() {}

  /** Starts it and returns; its server threads keep the process alive. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int smtpPort = Integer.parseInt(arguments[0]);
    int inboxPort = Integer.parseInt(arguments[1]);
    String host = System.getenv().getOrDefault("LOKET_BIND", "127.0.0.1");
    Inbox inbox = new Inbox(Path.of(arguments[2]));
    InboxApi api = new InboxApi(inbox);
    SmtpFace smtp = new SmtpFace(host, smtpPort, inbox, api);
    smtp.startService();
    if (!smtp.waitTillRunning(START_LIMIT_MILLIS)) {
      System.err.println("SMTP did not start on port " + smtpPort);
      System.exit(1);
    }
    HttpFace face = new HttpFace();
    api.addTo(face);
    new InboxPages(inbox).addTo(face);
    face.listen(host, inboxPort);
    System.out.println("Mail server: SMTP on port " + smtpPort + ", inbox on port " + inboxPort);
  }
}
