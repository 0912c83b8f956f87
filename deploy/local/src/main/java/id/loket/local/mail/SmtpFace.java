package id.loket.local.mail;

import com.icegreen.greenmail.Managers;
import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.server.ProtocolHandler;
import com.icegreen.greenmail.smtp.SmtpHandler;
import com.icegreen.greenmail.smtp.SmtpManager;
import com.icegreen.greenmail.smtp.SmtpServer;
import com.icegreen.greenmail.smtp.SmtpState;
import com.icegreen.greenmail.smtp.commands.SmtpCommandRegistry;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.List;
import java.util.function.Supplier;

/** GreenMail's SMTP protocol in front of our inbox: "250 OK" means the message is in a file. */
final class SmtpFace extends SmtpServer {
  private final SmtpManager manager;

  SmtpFace(String host, int port, Inbox inbox, Supplier<Simulation> simulation) {
    super(new ServerSetup(port, host, ServerSetup.PROTOCOL_SMTP), new Managers());
    this.manager = new IntoInbox(inbox, simulation);
  }

  @Override
  protected ProtocolHandler createProtocolHandler(Socket socket) {
    return new SmtpHandler(new SmtpCommandRegistry(), manager, socket);
  }

  private static final class IntoInbox extends SmtpManager {
    private final Inbox inbox;
    private final Supplier<Simulation> simulation;

    IntoInbox(Inbox inbox, Supplier<Simulation> simulation) {
      super(null, null);
      this.inbox = inbox;
      this.simulation = simulation;
    }

    @Override
    public String checkRecipient(SmtpState state, MailAddress recipient) {
      return simulation.get().answerAt(Simulation.Stage.RCPT);
    }

    @Override
    public String checkData(SmtpState state) {
      return simulation.get().answerAt(Simulation.Stage.DATA);
    }

    @Override
    public void send(SmtpState state) {
      MovingMessage message = state.getMessage();
      List<String> recipients =
          message.getToAddresses().stream().map(MailAddress::getEmail).toList();
      try {
        inbox.receive(message.getMessage(), recipients);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (MessagingException e) {
        throw new IllegalArgumentException(e);
      }
    }
  }
}
