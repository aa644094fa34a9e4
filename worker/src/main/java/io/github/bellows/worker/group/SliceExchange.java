package io.github.bellows.worker.group;

import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.common.gradient.MeanGradient;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.step.Round;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a group sends to the others in a round, and waits for. Groups exchange slices: each hands in
 * what its lanes add up to, to whoever averages a block, and gets the block's new parameters back.
 *
 * <p>Numbers that arrive are written where they belong by the network's threads. That is safe
 * without locks: a group sends something of a round only once it has everything of the round
 * before, for which every reader here has to be done.
 */
final class SliceExchange {
  /** 256 KiB: while one chunk is on its way, the next is made. */
  private static final int CHUNK = 16 * MeanGradient.BLOCK;

  /** More vectors than a group hands in. */
  private static final int MOST_HANDED_IN = 1 << 16;

  private final Neighbours neighbours;
  private final Crossing crossing;
  private final int workers;
  private final List<List<LaneSums.Remote>> remote = new ArrayList<>();
  private final Inbox inbox;
  private final Outbox outbox;
  private final Supplier<@Nullable Throwable> failure;
  private boolean stopSent;

  /**
   * Creates an exchange.
   *
   * @param plan of this group
   * @param neighbours the groups
   * @param crossing what crosses of the flat vector
   * @param slots optimizer slots that are averaged too
   * @param failure what ends every wait
   */
  SliceExchange(
      GroupPlan plan,
      Neighbours neighbours,
      Crossing crossing,
      int slots,
      Supplier<@Nullable Throwable> failure) {
    this.neighbours = neighbours;
    this.crossing = crossing;
    this.workers = plan.workers();
    this.failure = failure;
    HandIn handIn = crossing.handIn(new LaneTree(plan.lanes()));
    for (int vector = 0; vector <= slots; vector++) {
      remote.add(remote(handIn, length(vector)));
    }
    // A group whose own worker is missing says so first: it knows which one.
    Duration patience = plan.deadline().multipliedBy(5).dividedBy(4);
    inbox = new Inbox(groups(), patience, neighbours.links()::describe);
    outbox = new Outbox(neighbours.links(), CHUNK);
  }

  private List<LaneSums.Remote> remote(HandIn handIn, int vectorLength) {
    BlockRange own = neighbours.own().blocks();
    int elements = own.end(vectorLength) - own.first();
    List<LaneSums.Remote> sums = new ArrayList<>();
    for (int group = 0; group < groups(); group++) {
      GroupShare share =
          group == neighbours.self()
              ? new GroupShare(0, 0, own) // what it computes itself does not arrive
              : neighbours.shares().get(group);
      sums.add(LaneSums.Remote.of(handIn, share, elements, own.first()));
    }
    return sums;
  }

  private int groups() {
    return neighbours.shares().size();
  }

  /** Returns the other groups that compute. */
  private List<Integer> computing() {
    return IntStream.range(0, groups())
        .filter(group -> group != neighbours.self())
        .filter(group -> neighbours.shares().get(group).computes())
        .boxed()
        .toList();
  }

  private int length(int vector) {
    return vector == 0 ? crossing.parameters().length() : crossing.learned();
  }

  /** Returns where the other groups' lanes of a vector arrive: 0 the parameters, then the slots. */
  List<LaneSums.Remote> remote(int vector) {
    return IntStream.range(0, groups())
        .filter(group -> group != neighbours.self())
        .mapToObj(remote.get(vector)::get)
        .toList();
  }

  /** Takes a message; on a network thread. */
  void received(int sender, Message message, float[][] slots) {
    ByteBuffer body = message.body().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    switch (message.kind()) {
      case FIGURES, NORMS, TRUST -> {
        byte[] kept = new byte[body.remaining()];
        body.get(kept);
        inbox.keep(message.kind(), message.round(), sender, kept);
      }
      case SUMS -> count(sender, message, takeSums(sender, message, body));
      case UPDATED -> count(sender, message, takeUpdated(message, body, slots));
    }
  }

  private void count(int sender, Message message, int elements) {
    inbox.count(message.kind(), message.round(), sender, elements);
  }

  private int takeSums(int sender, Message message, ByteBuffer body) {
    LaneSums.Remote target = remote.get(message.vector() / MOST_HANDED_IN).get(sender);
    FlatMemory sums = target.sums().get(message.vector() % MOST_HANDED_IN);
    return crossing.takeSums(body, message.from(), sums, target.offset());
  }

  private int takeUpdated(Message message, ByteBuffer body, float[][] slots) {
    if (message.vector() == 0) {
      return crossing.takeUpdated(body, message.from());
    }
    int elements = body.remaining() / Float.BYTES;
    body.asFloatBuffer().get(slots[message.vector() - 1], message.from(), elements);
    return elements;
  }

  /**
   * Tells all others what is known of this group's lanes, and how long they took.
   *
   * @param stop whether this is to be the segment's last round
   */
  void sendFigures(Round round, LaneFigures figures, GroupClocks clocks, boolean stop) {
    byte[] known = figures.of(neighbours.own());
    stopSent = stop;
    byte[] times = clocks.computed();
    byte[] body =
        ByteBuffer.allocate(1 + known.length + times.length)
            .put((byte) (stop ? 1 : 0))
            .put(known)
            .put(times)
            .array();
    sendToAll(Message.Kind.FIGURES, round, body);
  }

  /** Takes what all others know of their lanes, and returns whether any group asked for a stop. */
  boolean takeFigures(Round round, LaneFigures figures, GroupClocks clocks) {
    boolean stop = stopSent;
    byte[] @Nullable [] bodies = fromAll(Message.Kind.FIGURES, round);
    for (int group = 0; group < groups(); group++) {
      byte[] body = bodies[group];
      if (body != null) {
        ByteBuffer bytes = ByteBuffer.wrap(body);
        stop |= bytes.get() != 0;
        figures.take(neighbours.shares().get(group), bytes);
        clocks.take(group, bytes);
      }
    }
    return stop;
  }

  /**
   * Sends the squares of this group's blocks to all others.
   *
   * @param own returns the squares of some blocks
   */
  void sendSquares(Message.Kind kind, Round round, Function<BlockRange, double[][]> own) {
    sendToAll(kind, round, Doubles.write(own.apply(neighbours.own().blocks())));
  }

  /**
   * Waits for the squares of the other groups' blocks.
   *
   * @param others takes the squares of some blocks
   */
  void takeSquares(Message.Kind kind, Round round, BiConsumer<BlockRange, double[][]> others) {
    byte[] @Nullable [] bodies = fromAll(kind, round);
    for (int group = 0; group < groups(); group++) {
      byte[] body = bodies[group];
      if (body != null) {
        others.accept(neighbours.shares().get(group).blocks(), Doubles.read(body));
      }
    }
  }

  /** Sends the same to every other group. */
  private void sendToAll(Message.Kind kind, Round round, byte[] body) {
    for (int group = 0; group < groups(); group++) {
      if (group != neighbours.self()) {
        ByteBuffer bytes = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        neighbours.links().send(group, new Message(kind, round.first().step(), 0, 0, bytes));
      }
    }
  }

  /** Returns what every other group has sent to all, by group; null for this one. */
  private byte[] @Nullable [] fromAll(Message.Kind kind, Round round) {
    long[] expected = new long[groups()];
    for (int group = 0; group < groups(); group++) {
      expected[group] = group == neighbours.self() ? 0 : 1;
    }
    return inbox.await(kind, round.first().step(), expected, failure);
  }

  /** Sends one worker's share of what this group's lanes add up to. */
  void sendSums(Round round, int rank, int vector, LaneSums sums, float[][] scratch) {
    for (int group = 0; group < groups(); group++) {
      if (group != neighbours.self() && neighbours.own().computes()) {
        BlockRange share = neighbours.shares().get(group).blocks().share(rank, workers);
        int end = share.end(length(vector));
        for (int from = share.first(); from < end; from += CHUNK) {
          int to = Math.min(end, from + CHUNK);
          sendSums(group, round, vector, sums, from, to, scratch);
        }
      }
    }
  }

  private void sendSums(
      int group, Round round, int vector, LaneSums sums, int from, int to, float[][] scratch) {
    List<ByteBuffer> bodies = new ArrayList<>();
    for (int i = 0; i < sums.ownResults(); i++) {
      bodies.add(outbox.take(to - from));
    }
    for (int start = from; start < to; start += MeanGradient.BLOCK) {
      int count = Math.min(MeanGradient.BLOCK, to - start);
      sums.addOwn(start, count, scratch);
      for (int i = 0; i < bodies.size(); i++) {
        crossing.putSums(scratch[i], start, count, bodies.get(i));
      }
    }
    for (int i = 0; i < bodies.size(); i++) {
      Message message =
          new Message(
              Message.Kind.SUMS,
              round.first().step(),
              vector * MOST_HANDED_IN + i,
              from,
              bodies.get(i).flip());
      outbox.send(List.of(group), message);
    }
  }

  /** Waits for the sums of all other groups in this group's blocks, of the first vectors. */
  void awaitSums(Round round, int vectors) {
    long[] expected = new long[groups()];
    for (int vector = 0; vector < vectors; vector++) {
      for (int group = 0; group < groups(); group++) {
        BlockRange own = neighbours.own().blocks();
        int subtrees = remote.get(vector).get(group).sums().size();
        expected[group] += (long) subtrees * (own.end(length(vector)) - own.first());
      }
    }
    inbox.await(Message.Kind.SUMS, round.first().step(), expected, failure);
  }

  /** Sends new numbers in one worker's share of this group's blocks to all that compute. */
  void sendUpdated(Round round, int rank, int vector, float[][] slots) {
    BlockRange share = neighbours.own().blocks().share(rank, workers);
    int end = share.end(length(vector));
    for (int from = share.first(); from < end; from += CHUNK) {
      int count = Math.min(end - from, CHUNK);
      ByteBuffer body = outbox.take(count);
      if (vector == 0) {
        crossing.putUpdated(from, from + count, body);
        body.flip();
      } else {
        body.asFloatBuffer().put(slots[vector - 1], from, count);
      }
      outbox.send(
          computing(), new Message(Message.Kind.UPDATED, round.first().step(), vector, from, body));
    }
  }

  /** Waits for the new numbers of all other groups, if this one computes with them. */
  void awaitUpdated(Round round, int vectors) {
    long[] expected = new long[groups()];
    for (int vector = 0; vector < vectors && neighbours.own().computes(); vector++) {
      for (int group = 0; group < groups(); group++) {
        if (group != neighbours.self()) {
          BlockRange blocks = neighbours.shares().get(group).blocks();
          expected[group] += blocks.end(length(vector)) - blocks.first();
        }
      }
    }
    inbox.await(Message.Kind.UPDATED, round.first().step(), expected, failure);
  }
}
