package io.github.bellows.worker.group;

import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.worker.engine.FlatMemory;
import java.nio.ByteBuffer;

/** Numbers cross as they are, in fp32, and groups compute with the parameters themselves. */
final class ExactCrossing implements Crossing {
  private final float[] values;
  private final Held held;
  private final FlatMemory memory;

  ExactCrossing(SliceArrays arrays) {
    values = arrays.parameters();
    held = arrays.held();
    memory = new FlatMemory(held.length());
  }

  @Override
  public FlatMemory parameters() {
    return memory;
  }

  @Override
  public int learned() {
    return held.learned();
  }

  @Override
  public void publish(float[] parameters) {
    memory.put(0, parameters, 0, parameters.length);
  }

  @Override
  public HandIn handIn(LaneTree tree) {
    return HandIn.subtrees(tree);
  }

  @Override
  public void computed(int lane, double weight, FlatMemory gradient) {}

  @Override
  public void updated(int from, int to) {
    memory.put(from, values, from - held.origin(), to - from);
  }

  @Override
  public void putSums(float[] sums, int from, int count, ByteBuffer body) {
    body.asFloatBuffer().put(sums, 0, count);
    body.position(body.position() + count * Float.BYTES);
  }

  @Override
  public int takeSums(ByteBuffer body, int from, FlatMemory target, int offset) {
    target.put(from - offset, body);
    return body.remaining() / Float.BYTES;
  }

  @Override
  public void putUpdated(int from, int to, ByteBuffer body) {
    int bytes = (to - from) * Float.BYTES;
    memory.get(from, body.slice(body.position(), bytes).order(body.order()));
    body.position(body.position() + bytes);
  }

  @Override
  public int takeUpdated(ByteBuffer body, int from) {
    memory.put(from, body);
    return body.remaining() / Float.BYTES;
  }
}
