package io.github.bellows.worker.group;

import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.gradient.MeanGradient;
import io.github.bellows.common.gradient.RangeNorms;
import io.github.bellows.common.optim.StepUpdate;
import io.github.bellows.common.optim.TensorRule;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.step.UpdateRule;
import io.github.bellows.worker.step.Verdict;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The parameters with their mean gradient and optimizer slots, averaged and updated block by block;
 * and behind the parameters the layers' statistics, which become the mean of what the lanes made of
 * them. What the lanes hand in are gradients or, in a slice of {@link Averages#PARAMETERS}, their
 * own parameters: the mean gradient is then the pseudo-gradient, old − averaged parameters.
 *
 * <p>Every element depends on its own element alone, and norms are added over fixed blocks, so the
 * bits do not depend on how the blocks are dealt to workers. Workers touch disjoint blocks.
 */
public final class ParameterSlice {
  private final SliceArrays arrays;
  private final float[] parameters;
  private final int learned;
  private final int length;
  private final int origin;
  private final Averages averages;
  private final MeanGradient gradient;
  private final UpdateRule rule;
  private final List<TensorRule> frozen;
  private final RangeNorms layerNorms;
  private final float[] layerScales;
  private float scale = 1;
  private @Nullable Verdict verdict;
  private @Nullable StepUpdate update;

  /** What is averaged over the lanes. */
  public enum Averages {
    /** Gradients of the same parameters. */
    GRADIENTS,
    /** Parameters that the lanes have updated by themselves. */
    PARAMETERS
  }

  /** Creates a slice on the caller's arrays, which it updates in place. */
  public ParameterSlice(SliceArrays arrays, UpdateRule rule, Averages averages) {
    this.arrays = arrays;
    this.parameters = arrays.parameters();
    this.learned = arrays.learned();
    this.length = arrays.held().length();
    this.origin = arrays.held().origin();
    this.rule = rule;
    this.averages = averages;
    this.gradient = new MeanGradient(learned, length, origin, arrays.held().end());
    this.frozen = rule.optimizer().tensors().stream().filter(TensorRule::frozen).toList();
    this.layerNorms = new RangeNorms(rule.clipping().byLayer() ? rule.layerEnds() : List.of());
    this.layerScales = new float[layerNorms.ranges()];
  }

  /**
   * Adds the lanes' vectors of some blocks in tree order, divides them once by the weight, and
   * measures them for the norms.
   *
   * @param scratch {@code sums.depth()} arrays of a block's length
   */
  void average(BlockRange blocks, LaneSums sums, double weight, float[][] scratch) {
    for (int block = blocks.from(); block < blocks.to(); block++) {
      int from = block * MeanGradient.BLOCK;
      int to = Math.min(length, from + MeanGradient.BLOCK);
      sums.add(from, to - from, weight, scratch).divideInto(gradient, from);
      if (averages == Averages.PARAMETERS) {
        subtractFromOld(from, Math.min(learned, to));
      }
      leaveFrozen(from, to);
      gradient.measure(block);
      layerNorms.measure(gradient.values(), origin, from, Math.min(learned, to));
    }
  }

  private void subtractFromOld(int from, int to) {
    float[] mean = gradient.values();
    for (int i = from - origin; i < to - origin; i++) {
      mean[i] = parameters[i] - mean[i];
    }
  }

  /** Frozen parameters have no gradient, also for the norm; frozen statistics stay as they are. */
  private void leaveFrozen(int from, int to) {
    for (TensorRule tensor : frozen) {
      for (int i = Math.max(from, tensor.from()); i < Math.min(to, tensor.to()); i++) {
        gradient.values()[i - origin] = i < learned ? 0f : parameters[i - origin];
      }
    }
  }

  /** Returns what {@link #average} measured in some blocks: of the gradient, and by layer. */
  double[][] squares(BlockRange blocks) {
    return new double[][] {
      gradient.squares(blocks.from(), blocks.to()),
      layerNorms.squares(blocks.first(), blocks.end(learned))
    };
  }

  /** Takes what another group measured in its blocks. */
  void takeSquares(BlockRange blocks, double[][] squares) {
    gradient.takeSquares(blocks.from(), squares[0]);
    layerNorms.takeSquares(blocks.first(), squares[1]);
  }

  /** Returns what {@link #direct} measured in some blocks. */
  double[][] directionSquares(BlockRange blocks) {
    return update().squares(blocks.first(), blocks.end(learned));
  }

  /** Takes what another group measured of its blocks. */
  void takeDirectionSquares(BlockRange blocks, double[][] squares) {
    update().takeSquares(blocks.first(), squares);
  }

  /** Returns whether the norm has to be known before {@link #obey}. */
  boolean clipsByNorm() {
    return rule.clipping().byNorm();
  }

  /** Returns the norm of the mean gradient, once every block has been averaged. */
  double gradientNorm() {
    return gradient.norm();
  }

  /** Takes the update to make and what clipping asks for; by one worker while the others wait. */
  void obey(Verdict newVerdict) {
    verdict = newVerdict;
    update = newVerdict.update().from(origin);
    scale = clipsByNorm() ? rule.clipping().scale(gradient.norm()) : 1;
    for (int layer = 0; layer < layerScales.length; layer++) {
      layerScales[layer] = rule.clipping().layerScale(scale * layerNorms.norm(layer));
    }
  }

  /** Returns whether {@link #direct} and {@link #measured} come before {@link #update}. */
  boolean layerwise() {
    return update().layerwise();
  }

  private StepUpdate update() {
    return Objects.requireNonNull(update, "no verdict yet");
  }

  /** Clips some blocks and makes the first pass of a layer-wise optimizer over them. */
  void direct(BlockRange blocks) {
    for (int block = blocks.from(); block < blocks.to(); block++) {
      int from = block * MeanGradient.BLOCK;
      int end = Math.min(learned, from + MeanGradient.BLOCK);
      if (from < end) {
        clip(from, end);
        update().direct(parameters, gradient.values(), arrays.slots(), from, end);
      }
    }
  }

  /** Computes the trust ratios; by one worker while the others wait. */
  void measured() {
    update().measured();
  }

  /** Takes the numbers of a block once they are updated, while they are in the cache. */
  interface Updated {
    /** Takes the elements [from, to), all in one block. */
    void updated(int from, int to);
  }

  /**
   * Clips and applies the mean gradient to some blocks, takes the result into the average, and
   * hands the new parameters on.
   */
  void update(BlockRange blocks, Updated next) {
    for (int block = blocks.from(); block < blocks.to(); block++) {
      int from = block * MeanGradient.BLOCK;
      int to = Math.min(length, from + MeanGradient.BLOCK);
      int end = Math.min(learned, to);
      if (from < end) {
        if (!layerwise()) {
          clip(from, end);
        }
        update().update(parameters, gradient.values(), arrays.slots(), from, end);
      }
      int statistics = Math.max(learned, from);
      if (statistics < to) {
        int place = statistics - origin;
        System.arraycopy(gradient.values(), place, parameters, place, to - statistics);
      }
      takeIntoAverage(from, to);
      next.updated(from, to);
    }
  }

  private void clip(int from, int to) {
    float[] values = gradient.values();
    Clipping.scale(values, from - origin, to - origin, scale);
    int start = from;
    for (int layer = layerNorms.rangeAt(from); layer < layerScales.length && start < to; layer++) {
      int end = Math.min(to, layerNorms.end(layer));
      Clipping.scale(values, start - origin, end - origin, layerScales[layer]);
      start = end;
    }
    rule.clipping().cut(values, from - origin, to - origin);
  }

  private void takeIntoAverage(int from, int to) {
    float[] average = arrays.average();
    float weight = (float) Objects.requireNonNull(verdict).averageWeight();
    if (average != null && weight != 0) {
      for (int i = from - origin; i < to - origin; i++) {
        average[i] += weight * (parameters[i] - average[i]);
      }
    }
  }

  /** Writes all parameters that are here to a copy of the flat vector. */
  void publish(FlatMemory copy) {
    copy.put(origin, parameters, 0, parameters.length);
  }

  /** Returns what writes updated parameters to a copy. */
  Updated copying(FlatMemory copy) {
    return (from, to) -> copy.put(from, parameters, from - origin, to - from);
  }

  /** Returns the number of parameters and statistics. */
  int length() {
    return length;
  }

  /** Returns the arrays it updates. */
  public SliceArrays arrays() {
    return arrays;
  }
}
