package io.github.bellows.worker.group;

import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.gradient.GradientSum;
import io.github.bellows.common.gradient.MeanGradient;
import io.github.bellows.common.gradient.TreeSum;
import io.github.bellows.common.optim.Optimizer;
import io.github.bellows.worker.engine.FlatMemory;
import java.util.List;

/**
 * The parameters with their mean gradient and optimizer slots, averaged and updated block by block;
 * and behind the parameters the layers' statistics, which become the mean of what the lanes made of
 * them.
 *
 * <p>Every element depends on its own element alone, and the norm is added over fixed blocks, so
 * the bits do not depend on how the blocks are dealt to workers. Workers touch disjoint blocks.
 */
public final class ParameterSlice {
  private final float[] parameters;
  private final int learned;
  private final float[][] slots;
  private final MeanGradient gradient;
  private final Optimizer optimizer;
  private final Clipping clipping;

  /**
   * Creates a slice on the caller's arrays, which it updates in place.
   *
   * @param parameters the flat parameters and statistics
   * @param slots the optimizer's state, {@code optimizer.slots()} arrays; their length is the
   *     number of parameters
   * @param learned the number of parameters
   */
  public ParameterSlice(
      float[] parameters, int learned, float[][] slots, Optimizer optimizer, Clipping clipping) {
    this.parameters = parameters;
    this.learned = learned;
    this.slots = slots;
    this.gradient = new MeanGradient(learned, parameters.length);
    this.optimizer = optimizer;
    this.clipping = clipping;
  }

  /** Returns the number of blocks to deal out. */
  int blocks() {
    return MeanGradient.blocks(parameters.length);
  }

  /**
   * Adds the lanes' gradients of some blocks in tree order, divides them once by the weight, and
   * measures them for the norm.
   *
   * @param sums gradient sums of the subtrees that {@code order} was planned for
   * @param scratch {@code order.depth()} arrays of a block's length
   */
  void average(
      BlockRange blocks, TreeSum order, List<FlatMemory> sums, double weight, float[][] scratch) {
    for (int block = blocks.from(); block < blocks.to(); block++) {
      int from = block * MeanGradient.BLOCK;
      int count = Math.min(MeanGradient.BLOCK, parameters.length - from);
      order.walk(
          new TreeSum.Steps() {
            @Override
            public void load(int node, int place) {
              sums.get(node).get(from, scratch[place], 0, count);
            }

            @Override
            public void addNext(int place) {
              GradientSum.add(scratch[place], scratch[place + 1], count);
            }
          });
      new GradientSum(scratch[0], count, weight).divideInto(gradient, from);
      gradient.measure(block);
    }
  }

  /** Returns the norm of the mean gradient, once every block has been averaged. */
  double gradientNorm() {
    return gradient.norm();
  }

  /**
   * Clips and applies the mean gradient to some blocks and writes the new parameters to the group's
   * shared copy.
   *
   * @param scale the factor that norm clipping asks for
   * @param step updates already applied
   */
  void update(BlockRange blocks, float scale, long step, FlatMemory shared) {
    for (int block = blocks.from(); block < blocks.to(); block++) {
      int from = block * MeanGradient.BLOCK;
      int to = Math.min(parameters.length, from + MeanGradient.BLOCK);
      int end = Math.min(learned, to);
      if (from < end) {
        clipping.apply(gradient.values(), from, end, scale);
        optimizer.update(parameters, gradient.values(), slots, from, end, step);
      }
      int statistics = Math.max(learned, from);
      if (statistics < to) {
        System.arraycopy(gradient.values(), statistics, parameters, statistics, to - statistics);
      }
      shared.put(from, parameters, from, to - from);
    }
  }

  /** Writes all parameters to the group's shared copy. */
  void publish(FlatMemory shared) {
    shared.put(0, parameters, 0, parameters.length);
  }

  /** Returns the number of parameters. */
  int length() {
    return parameters.length;
  }
}
