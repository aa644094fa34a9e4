package io.github.bellows.common.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Its inputs one behind the other along one dimension, in which alone their sizes may differ;
 * PyTorch's {@code cat}. The last layer of an inception branch, the skip of a U-Net.
 *
 * @param dimension counted from 1, as PyTorch does with the samples in front; 0 for the features of
 *     rows and sequences [steps, features] and the channels of images and volumes
 */
public record Concat(int dimension) implements MergeLayer {
  /** Its row in the family. */
  public static final List<LayerType> TYPES =
      List.of(new LayerType("concat", options -> new Concat(options.whole("dimension", 0, 0))));

  /** Checks the dimension. */
  public Concat {
    if (dimension < 0) {
      throw new IllegalArgumentException("dimension = " + dimension + ": must be at least 0");
    }
  }

  @Override
  public String kind() {
    return "concat";
  }

  @Override
  public Map<String, Object> options() {
    return Map.of("dimension", dimension);
  }

  @Override
  public StepMask stepMask() {
    return dimension == 1 ? StepMask.MIXES : StepMask.KEEPS;
  }

  /** Returns the dimension for inputs of a rank, counted from 1. */
  public int dimensionOf(int rank) {
    int standard = rank <= 2 ? rank : 1;
    return dimension == 0 ? standard : dimension;
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Merging.several(inputs);
    Shape first = inputs.get(0);
    int along = dimensionOf(first.rank()) - 1;
    if (along >= first.rank()) {
      throw new ShapeException(
          "joins dimension " + dimension + ", but gets " + Merging.listed(inputs),
          "Choose a dimension of the inputs, counted from 1");
    }
    if (inputs.stream().anyMatch(input -> !fits(first, input, along))) {
      throw new ShapeException(
          "joins dimension "
              + (along + 1)
              + " and needs equal sizes in all others, but gets "
              + Merging.listed(inputs),
          "Make them equal, for example by padding, stride or upsampling");
    }
    List<Integer> sizes = new ArrayList<>(first.sizes());
    long sum = inputs.stream().mapToLong(input -> input.size(along)).sum();
    sizes.set(along, Math.toIntExact(sum));
    return new Shape(sizes);
  }

  private static boolean fits(Shape first, Shape other, int along) {
    return other.rank() == first.rank()
        && IntStream.range(0, first.rank())
            .allMatch(d -> d == along || other.size(d) == first.size(d));
  }
}
