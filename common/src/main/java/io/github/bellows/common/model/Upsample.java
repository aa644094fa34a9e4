package io.github.bellows.common.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Enlarges an image [channels, height, width] by whole factors; PyTorch's {@code interpolate} with
 * {@code align_corners} false: elements are squares, and their centres are what is interpolated.
 *
 * @param factor of height and width, at least 1
 * @param mode what stands between the input's elements
 */
public record Upsample(Extent factor, Mode mode) implements UnaryLayer {
  /** Its row in the family. */
  public static final List<LayerType> TYPES = List.of(new LayerType("upsample2d", Upsample::read));

  private static final int DIMENSIONS = 2;

  /** What stands between the input's elements. */
  public enum Mode {
    /** The nearest element: each becomes a block. */
    NEAREST("nearest"),
    /** The mean of the four around, weighted by nearness; at the border those that there are. */
    BILINEAR("bilinear");

    private final String word;

    Mode(String word) {
      this.word = word;
    }
  }

  /** Checks the factors. */
  public Upsample {
    factor.atLeast(1, "factor");
    if (factor.dimensions() != DIMENSIONS) {
      throw new IllegalArgumentException("factor = " + factor + ": must be [height, width]");
    }
  }

  private static Upsample read(LayerOptions options) {
    Extent factor = options.extent("factor", DIMENSIONS, 1, null);
    Map<String, Mode> words = new LinkedHashMap<>();
    for (Mode mode : Mode.values()) {
      words.put(mode.word, mode);
    }
    String nearest = Mode.NEAREST.word;
    return new Upsample(factor, options.choice("mode", words, nearest, nearest));
  }

  @Override
  public String kind() {
    return "upsample2d";
  }

  @Override
  public Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("factor", factor);
    options.put("mode", mode.word);
    return options;
  }

  @Override
  public Shape outputShape(Shape input) {
    Window.requireSpace(input, DIMENSIONS);
    return Shape.of(
        input.size(0),
        Math.multiplyExact(input.size(1), factor.size(0)),
        Math.multiplyExact(input.size(2), factor.size(1)));
  }
}
