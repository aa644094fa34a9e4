package io.github.bellows.driver.run;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Breaks what other executors send to this one, below everything that could notice. It finds the
 * connections by looking into private fields, so that nothing has to be open for it.
 */
final class BrokenWire {
  private static final int LARGE = 2048;

  private BrokenWire() {}

  /** What breaks. */
  enum Break {
    /** One bit. */
    FLIP,
    /** The connection. */
    CUT
  }

  /** Has the next large piece that comes over any connection of this executor's gang break. */
  static void next(Break kind) {
    AtomicBoolean done = new AtomicBoolean();
    Object shared = field(type("worker.task.JvmShared"), null, "ARRIVED");
    synchronized (shared) {
      for (Object arrived : ((Map<?, ?>) shared).values()) {
        if (arrived.getClass().getSimpleName().equals("Seat")) {
          Object member = field(arrived, "member");
          Object arrivals = field(field(member, "end"), "arrivals");
          for (Object channel : ((Map<?, ?>) field(arrivals, "connections")).keySet()) {
            ((Channel) channel).pipeline().addFirst(new Breaker(kind, done));
          }
        }
      }
    }
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName("io.github.bellows." + name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static Object field(Object owner, String name) {
    return field(owner.getClass(), owner, name);
  }

  private static Object field(Class<?> type, @Nullable Object owner, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return Objects.requireNonNull(field.get(owner));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** Breaks one piece, and is transparent before and after. */
  private static final class Breaker extends ChannelInboundHandlerAdapter {
    private final Break kind;
    private final AtomicBoolean done;

    Breaker(Break kind, AtomicBoolean done) {
      this.kind = kind;
      this.done = done;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      if (bytes.readableBytes() >= LARGE && done.compareAndSet(false, true)) {
        int middle = bytes.readerIndex() + bytes.readableBytes() / 2;
        if (kind == Break.FLIP) {
          bytes.setByte(middle, bytes.getByte(middle) ^ 4);
        } else {
          bytes.writerIndex(middle);
          context.fireChannelRead(bytes);
          var unused = context.close();
          return;
        }
      }
      context.fireChannelRead(bytes);
    }
  }
}
