package io.github.bellows.common.config;

import io.github.bellows.common.config.ScaleConfig.Standardize;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code data.scale} and its shorter form {@code data.standardize}. */
final class ScaleReader {
  private static final String STANDARDIZE = "standardize";
  private static final Map<Standardize, String> WORDS =
      Map.of(
          Standardize.NO,
          "false",
          Standardize.FEATURES,
          "true",
          Standardize.CHANNELS,
          "perChannel");
  private static final Rule<Standardize> KINDS =
      new Rule<>(
          "must be true, false or perChannel",
          text ->
              switch (text) {
                case "true", "True", "TRUE" -> Standardize.FEATURES;
                case "false", "False", "FALSE" -> Standardize.NO;
                case "perChannel" -> Standardize.CHANNELS;
                default -> null;
              },
          kind -> String.valueOf(WORDS.get(kind)),
          List.of("true", "false", "perChannel"),
          Set.of());
  private static final Rule<Double> NOT_ZERO =
      Rule.number("must be a number other than 0", x -> x != 0);

  private ScaleReader() {}

  static ScaleConfig read(Section data) {
    boolean above = data.get(STANDARDIZE, Rule.flag(), false);
    Section scale = data.section("scale");
    double subtract = scale.get("subtract", Rule.number(), 0.0);
    double divide = scale.get("divide", NOT_ZERO, 1.0);
    List<Double> mean = scale.list("mean", Rule.number(), List.of(0.485, 0.456, 0.406));
    List<Double> deviation = scale.list("deviation", Rule.positive(), List.of(0.229, 0.224, 0.225));
    Standardize within = scale.get(STANDARDIZE, KINDS, Standardize.NO);
    Standardize kind = above && within == Standardize.NO ? Standardize.FEATURES : within;
    boolean numbers = subtract != 0 || divide != 1;
    if (kind != Standardize.NO && numbers) {
      (within == Standardize.NO ? data : scale)
          .report(STANDARDIZE, "takes the place of scale.subtract and scale.divide", "Keep one");
    }
    if (kind != Standardize.NO && !(mean.isEmpty() && deviation.isEmpty())) {
      (within == Standardize.NO ? data : scale)
          .report(STANDARDIZE, "takes the place of scale.mean and scale.deviation", "Keep one");
    }
    if (!mean.isEmpty() && !deviation.isEmpty() && mean.size() != deviation.size()) {
      scale.report(
          "deviation",
          "must have one number for each channel, as scale.mean has " + mean.size(),
          "Write as many");
      return ScaleConfig.of(subtract, divide);
    }
    return new ScaleConfig(subtract, divide, kind, mean, deviation);
  }
}
