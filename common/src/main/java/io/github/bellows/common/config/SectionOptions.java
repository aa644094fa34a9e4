package io.github.bellows.common.config;

import io.github.bellows.common.initial.Initializer;
import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.Initialization;
import io.github.bellows.common.model.LayerOptions;
import io.github.bellows.common.model.Padding;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of a layer as a section of a configuration.
 *
 * @param section what is read
 * @param standard the rule for weights of layers that give none; null for each layer's own default
 */
record SectionOptions(Section section, @Nullable Initializer standard) implements LayerOptions {
  @Override
  public int required(String key, int minimum, int example) {
    return section.require(key, Rule.wholeNumber(minimum), example);
  }

  @Override
  public int whole(String key, int minimum, int standardValue) {
    return section.get(key, Rule.wholeNumber(minimum), standardValue);
  }

  @Override
  public double required(String key, Interval interval, double example) {
    return section.require(key, rule(interval), example);
  }

  @Override
  public double number(String key, Interval interval, double standardValue) {
    return section.get(key, rule(interval), standardValue);
  }

  private static Rule<Double> rule(Interval interval) {
    return switch (interval) {
      case FINITE -> Rule.number();
      case POSITIVE -> Rule.positive();
      case NOT_NEGATIVE -> Rule.notNegative();
      case BELOW_ONE -> Rule.belowOne();
    };
  }

  @Override
  public boolean flag(String key, boolean standardValue) {
    return section.get(key, Rule.flag(), standardValue);
  }

  @Override
  public <T> T choice(
      String key, Map<String, T> choices, @Nullable String standardWord, String example) {
    List<String> words = List.copyOf(choices.keySet());
    Rule<String> rule = Rule.choice(words, words.toArray(String[]::new));
    String word =
        standardWord == null
            ? section.require(key, rule, example)
            : section.get(key, rule, standardWord);
    T choice = choices.get(word);
    if (choice == null) {
      throw new IllegalArgumentException(key + " = " + word + ": must be one of " + words);
    }
    return choice;
  }

  @Override
  public Extent extent(String key, int dimensions, int minimum, @Nullable Extent standardValue) {
    return Sizes.read(section, key, dimensions, minimum, standardValue);
  }

  @Override
  public List<Integer> wholes(String key, int minimum, List<Integer> example) {
    return section.requireList(key, Rule.wholeNumber(minimum), example);
  }

  @Override
  public Padding padding(String key, Extent kernel, Extent stride, Extent dilation) {
    int dimensions = kernel.dimensions();
    Node node = section.given(key);
    String word = node == null ? "valid" : node.flow();
    if (!word.equals("same") && !word.equals("valid")) {
      return Padding.both(Sizes.read(section, key, dimensions, 0, Extent.of(dimensions, 0)));
    }
    section.record(key, "0", () -> node == null ? Node.of(0) : node);
    if (word.equals("valid")) {
      return Padding.of(dimensions, 0);
    }
    if (!stride.isAll(1)) {
      section.report(
          key, "needs stride 1, but stride is " + stride, "Write the padding as a number");
    }
    return Padding.same(kernel, dilation);
  }

  @Override
  public Activation activation(String key) {
    return Activations.read(section, key);
  }

  @Override
  public Initialization initialization(boolean recurrent, boolean bias) {
    Initializer weight = Initializers.optional(section, Initialization.WEIGHT_KEY);
    return new Initialization(
        weight == null ? standard : weight,
        recurrent ? Initializers.optional(section, Initialization.RECURRENT_KEY) : null,
        bias ? Initializers.optional(section, Initialization.BIAS_KEY) : null);
  }
}
