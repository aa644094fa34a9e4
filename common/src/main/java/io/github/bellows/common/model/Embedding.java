package io.github.bellows.common.model;

import io.github.bellows.common.initial.Normal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A learned vector for each word: a sequence of indices [steps] becomes [steps, size], row i of
 * {@code weight} [vocabulary, size] for index i; PyTorch's {@code Embedding}. Indices are whole
 * numbers in [0, vocabulary) that come as fp32, so they must not be scaled. Nothing is passed back
 * to the input.
 *
 * @param vocabulary number of words, at least 1, at most 2²⁴: fp32 holds no larger whole numbers
 *     one by one
 * @param size elements of a vector, at least 1
 * @param initialization rules for first values; by default normal with mean 0 and deviation 1, as
 *     in PyTorch
 */
public record Embedding(int vocabulary, int size, Initialization initialization)
    implements UnaryLayer {
  /** Its row in the family. */
  public static final List<LayerType> TYPES = List.of(new LayerType("embedding", Embedding::read));

  private static final int MOST_WORDS = 1 << 24;

  /** Checks the sizes. */
  public Embedding {
    if (vocabulary < 1 || vocabulary > MOST_WORDS) {
      throw new IllegalArgumentException(
          "vocabulary = " + vocabulary + ": must be at least 1 and at most " + MOST_WORDS);
    }
    if (size < 1) {
      throw new IllegalArgumentException("size = " + size + ": must be at least 1");
    }
  }

  private static Embedding read(LayerOptions options) {
    int vocabulary = options.required("vocabulary", 1, 10000);
    int size = options.required("size", 1, 64);
    return new Embedding(vocabulary, size, options.initialization(false, false));
  }

  @Override
  public String kind() {
    return "embedding";
  }

  @Override
  public Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("vocabulary", vocabulary);
    options.put("size", size);
    options.putAll(initialization.options());
    return options;
  }

  @Override
  public StepMask stepMask() {
    return StepMask.KEEPS;
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() != 1) {
      throw new ShapeException(
          "needs a sequence of indices [steps], but gets " + input,
          "Give model.input one size, the number of steps");
    }
    return Shape.of(input.size(0), size);
  }

  @Override
  public List<ParameterSpec> parameters(Shape input) {
    return List.of(
        new ParameterSpec(
            "weight",
            Shape.of(vocabulary, size),
            initialization.weightOr(new Normal(0, 1)),
            vocabulary,
            size));
  }
}
