package io.github.bellows.common.optim;

import io.github.bellows.common.gradient.RangeNorms;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One step's update of a flat vector, block by block. Threads may share it if their ranges do not
 * overlap.
 *
 * <p>For every element, in this order: the penalties l1 and l2 join the gradient, decoupled weight
 * decay shrinks the parameter, the optimizer's own update follows. A {@linkplain #layerwise
 * layer-wise} optimizer takes three calls: {@link #direct} for every block, {@link #measured} once,
 * {@link #update} for every block.
 */
public final class StepUpdate {
  private final OptimizerSpec spec;
  private final List<TensorRule> tensors;
  private final List<Moment> moments;
  private final List<ElementUpdate> updates;
  private final RangeNorms parameterNorms;
  private final RangeNorms directionNorms;
  private final int origin;

  StepUpdate(OptimizerSpec spec, List<TensorRule> tensors, Moment moment) {
    this.spec = spec;
    this.tensors = tensors;
    origin = 0;
    moments = new ArrayList<>();
    updates = new ArrayList<>();
    List<Integer> ends = layerwise() ? tensors.stream().map(TensorRule::to).toList() : List.of();
    parameterNorms = new RangeNorms(ends);
    directionNorms = new RangeNorms(ends);
    for (TensorRule tensor : tensors) {
      double rate = moment.rate() * tensor.learningRateFactor();
      double decay = tensor.regularization(spec).weightDecayAt(moment.step(), tensor.weight());
      Moment own = new Moment(moment.step(), moment.updates(), rate, decay);
      moments.add(own);
      updates.add(tensor.frozen() ? ElementUpdate.NONE : spec.at(own));
    }
  }

  private StepUpdate(StepUpdate whole, int origin) {
    spec = whole.spec;
    tensors = whole.tensors;
    moments = whole.moments;
    updates = whole.updates;
    parameterNorms = whole.parameterNorms;
    directionNorms = whole.directionNorms;
    this.origin = origin;
  }

  /**
   * Returns this update for arrays that begin with the element {@code origin} of the flat vector, a
   * multiple of {@link io.github.bellows.common.gradient.MeanGradient#BLOCK}. Ranges still count
   * from the vector's begin. It shares what is measured with this one.
   */
  public StepUpdate from(int origin) {
    return new StepUpdate(this, origin);
  }

  /** Returns whether the update needs norms of whole tensors first. */
  public boolean layerwise() {
    return spec instanceof LayerwiseSpec;
  }

  /**
   * Makes the first pass of a layer-wise optimizer over the elements [from, to), in place, and
   * measures them.
   *
   * @param from a multiple of {@link io.github.bellows.common.gradient.MeanGradient#BLOCK}
   * @param to another one, or the number of parameters
   */
  public void direct(float[] parameters, float[] gradient, float[][] slots, int from, int to) {
    check(parameters, gradient, slots, from, to);
    LayerwiseSpec layerwise = (LayerwiseSpec) spec;
    eachTensor(
        from,
        to,
        (tensor, start, end) -> {
          penalize(tensor, parameters, gradient, start, end);
          layerwise.direction(moments.get(tensor)).apply(parameters, gradient, slots, start, end);
        });
    parameterNorms.measure(parameters, origin, from, to);
    directionNorms.measure(gradient, origin, from, to);
  }

  /** Returns the squares measured in [from, to), for someone who holds other elements. */
  public double[][] squares(int from, int to) {
    return new double[][] {parameterNorms.squares(from, to), directionNorms.squares(from, to)};
  }

  /** Takes the squares that someone else measured from an element on, a block's first. */
  public void takeSquares(int from, double[][] squares) {
    parameterNorms.takeSquares(from, squares[0]);
    directionNorms.takeSquares(from, squares[1]);
  }

  /** Computes the trust ratios, once every block has been measured; by one thread. */
  public void measured() {
    LayerwiseSpec layerwise = (LayerwiseSpec) spec;
    for (int tensor = 0; tensor < tensors.size(); tensor++) {
      Moment moment = moments.get(tensor);
      if (tensors.get(tensor).weight() && !tensors.get(tensor).frozen()) {
        double ratio =
            layerwise.trust(
                parameterNorms.norm(tensor), directionNorms.norm(tensor), moment.weightDecay());
        updates.set(tensor, layerwise.at(moment.withRate(moment.rate() * ratio)));
      }
    }
  }

  /**
   * Updates the elements [from, to): writes {@code parameters} and {@code slots} there, uses {@code
   * gradient} there as scratch, touches nothing else. An empty range changes nothing.
   *
   * @param parameters fp32; all arrays reach at least to {@code to} from where they begin
   * @param gradient mean gradient, fp32
   * @param slots {@link Optimizer#slots} arrays, fp32
   * @throws IndexOutOfBoundsException if the range does not fit an array; nothing has changed then
   * @throws IllegalArgumentException if the number of slots is wrong; nothing has changed then
   */
  public void update(float[] parameters, float[] gradient, float[][] slots, int from, int to) {
    check(parameters, gradient, slots, from, to);
    eachTensor(
        from,
        to,
        (tensor, start, end) -> {
          if (!layerwise()) {
            penalize(tensor, parameters, gradient, start, end);
            moments.get(tensor).decay(parameters, start, end);
          }
          updates.get(tensor).apply(parameters, gradient, slots, start, end);
        });
  }

  /** What is done to the part of a tensor that lies in a range, in places of the arrays. */
  private interface Piece {
    void take(int tensor, int from, int to);
  }

  private void eachTensor(int from, int to, Piece piece) {
    for (int tensor = 0; tensor < tensors.size(); tensor++) {
      TensorRule rule = tensors.get(tensor);
      int start = Math.max(from, rule.from());
      int end = Math.min(to, rule.to());
      if (start < end && !rule.frozen()) {
        piece.take(tensor, start - origin, end - origin);
      }
    }
  }

  private void penalize(int tensor, float[] parameters, float[] gradient, int from, int to) {
    TensorRule rule = tensors.get(tensor);
    rule.regularization(spec).penalize(rule.weight(), parameters, gradient, from, to);
  }

  private void check(float[] parameters, float[] gradient, float[][] slots, int from, int to) {
    if (slots.length != spec.slots()) {
      throw new IllegalArgumentException(
          "slots = " + slots.length + ": must be " + spec.slots() + " for this optimizer");
    }
    Objects.checkFromToIndex(from - origin, to - origin, parameters.length);
    Objects.checkFromToIndex(from - origin, to - origin, gradient.length);
    for (float[] slot : slots) {
      Objects.checkFromToIndex(from - origin, to - origin, slot.length);
    }
  }
}
