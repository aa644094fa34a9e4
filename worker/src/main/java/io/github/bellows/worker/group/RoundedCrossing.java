package io.github.bellows.worker.group;

import io.github.bellows.common.gradient.BFloat16;
import io.github.bellows.common.gradient.ErrorFeedback;
import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.common.gradient.MeanGradient;
import io.github.bellows.worker.engine.FlatMemory;
import java.nio.ByteBuffer;

/**
 * Gradients and moves of parameters cross in {@link BFloat16}, with {@link ErrorFeedback}; layers'
 * statistics, which are few, in fp32. The owner of a block keeps its exact parameters; gradients
 * are taken at a replica that follows them.
 *
 * <ul>
 *   <li>A lane's gradient is rounded together with the lane's residual before it is added to any
 *       other. Sums are fp32, and in general no numbers of bfloat16, so each lane crosses alone.
 *   <li>A lane without weight hands in nothing, and its residual waits: a step whose samples all
 *       weigh 0 moves no parameter, and would lose it.
 *   <li>Of an updated block its owner sends by how much the replica moves. Everyone adds the same
 *       number to the same number.
 * </ul>
 *
 * <p>A body holds the parameters of its elements, two bytes each, then the statistics.
 */
final class RoundedCrossing implements Crossing {
  private final float[] exact;
  private final int learned;
  private final float[] replica;
  private final float[][] residuals;
  private final int origin;
  private final short[] moves;
  private final FlatMemory memory;

  RoundedCrossing(SliceArrays arrays, RoundingArrays rounding) {
    exact = arrays.parameters();
    learned = arrays.learned();
    replica = rounding.replica();
    residuals = rounding.residuals();
    origin = arrays.held().origin();
    moves = new short[arrays.held().parameters()];
    memory = new FlatMemory(replica.length);
  }

  @Override
  public FlatMemory parameters() {
    return memory;
  }

  @Override
  public int learned() {
    return learned;
  }

  @Override
  public void publish(float[] parameters) {
    memory.put(0, replica, 0, replica.length);
  }

  @Override
  public HandIn handIn(LaneTree tree) {
    return new HandIn(tree, true);
  }

  @Override
  public void computed(int lane, double weight, FlatMemory gradient) {
    float[] block = new float[MeanGradient.BLOCK];
    for (int from = 0; from < learned; from += block.length) {
      int count = Math.min(block.length, learned - from);
      gradient.get(from, block, 0, count);
      if (weight == 0) {
        BFloat16.round(block, count);
      } else {
        ErrorFeedback.round(block, residuals[lane], from, count, (float) weight);
      }
      gradient.put(from, block, 0, count);
    }
  }

  @Override
  public void updated(int from, int to) {
    int end = endOfParameters(from, to);
    ErrorFeedback.follow(exact, replica, moves, origin, from, end);
    System.arraycopy(exact, end - origin, replica, end, to - end);
    memory.put(from, replica, from, to - from);
  }

  /** Returns the element behind the last parameter of [from, to), where its statistics begin. */
  private int endOfParameters(int from, int to) {
    return Math.max(from, Math.min(learned, to));
  }

  /** Returns the element behind the last one of a body that begins with one. */
  private int endOf(ByteBuffer body, int from) {
    int rest = body.remaining() - Math.max(0, learned - from) * BFloat16.BYTES;
    return rest <= 0
        ? from + body.remaining() / BFloat16.BYTES
        : Math.max(learned, from) + rest / Float.BYTES;
  }

  @Override
  public void putSums(float[] values, int from, int count, ByteBuffer body) {
    int rounded = endOfParameters(from, from + count) - from;
    for (int i = 0; i < rounded; i++) {
      body.putShort(BFloat16.bits(values[i]));
    }
    for (int i = rounded; i < count; i++) {
      body.putFloat(values[i]);
    }
  }

  @Override
  public int takeSums(ByteBuffer body, int from, FlatMemory target, int offset) {
    int to = endOf(body, from);
    int end = endOfParameters(from, to);
    float[] block = new float[MeanGradient.BLOCK];
    for (int start = from; start < end; start += block.length) {
      int count = Math.min(block.length, end - start);
      for (int i = 0; i < count; i++) {
        block[i] = BFloat16.value(body.getShort());
      }
      target.put(start - offset, block, 0, count);
    }
    if (end < to) {
      target.put(end - offset, body);
    }
    return to - from;
  }

  @Override
  public void putUpdated(int from, int to, ByteBuffer body) {
    int end = endOfParameters(from, to);
    for (int i = from; i < end; i++) {
      body.putShort(moves[i - origin]);
    }
    for (int i = end; i < to; i++) {
      body.putFloat(replica[i]);
    }
  }

  @Override
  public int takeUpdated(ByteBuffer body, int from) {
    int to = endOf(body, from);
    int end = endOfParameters(from, to);
    float[] block = new float[MeanGradient.BLOCK];
    for (int start = from; start < end; start += block.length) {
      int count = Math.min(block.length, end - start);
      memory.get(start, block, 0, count);
      for (int i = 0; i < count; i++) {
        block[i] += BFloat16.value(body.getShort());
      }
      memory.put(start, block, 0, count);
    }
    if (end < to) {
      memory.put(end, body);
    }
    return to - from;
  }
}
