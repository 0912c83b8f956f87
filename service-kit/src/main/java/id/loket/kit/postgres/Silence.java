package id.loket.kit.postgres;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateEvent;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.impl.SqlConnectionInternal;

/**
 * Closes a connection on which nobody has said anything for as long as its options allow. The
 * driver itself says goodbye then and waits for the server to hang up, which one that is silent
 * never does.
 */
final class Silence extends ChannelInboundHandlerAdapter {
  private static final String NAME = "loket-silence";
  private static final String TIMER = "idle";

  private Silence() {}

  /** From now on, for a connection whose options have an idle timeout. */
  static void ends(SqlConnection connection) {
    if (((SqlConnectionInternal) connection).unwrap().unwrap()
        instanceof SocketConnectionBase socket) {
      ChannelPipeline pipeline = socket.socket().channelHandlerContext().pipeline();
      if (pipeline.get(TIMER) != null && pipeline.get(NAME) == null) {
        pipeline.addAfter(TIMER, NAME, new Silence());
      }
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof IdleStateEvent) {
      context.close(); // from here, so that the driver's goodbye is not waited for
    } else {
      super.userEventTriggered(context, event);
    }
  }
}
