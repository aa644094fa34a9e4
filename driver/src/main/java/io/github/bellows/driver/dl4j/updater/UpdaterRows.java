package io.github.bellows.driver.dl4j.updater;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/** What becomes of updaters: one row for each class. */
final class UpdaterRows {
  private static final String EPSILON = "epsilon";
  private static final String RATE = "learningRate";
  private static final Map<Class<?>, Row<?>> ROWS = new LinkedHashMap<>();

  /**
   * A kind of updater.
   *
   * @param kind our optimizer's key
   * @param options its options in YAML
   */
  private record Row<T extends IUpdater>(
      Class<T> type, String kind, BiFunction<T, Rates, Map<String, String>> options) {
    private String yaml(IUpdater updater, Rates rates) {
      return options.apply(type.cast(updater), rates).entrySet().stream()
          .map(option -> option.getKey() + ": " + option.getValue())
          .collect(Collectors.joining(", "));
    }
  }

  static {
    row(
        Sgd.class,
        "sgd",
        (u, r) -> options(RATE, r.of(u.getLearningRateSchedule(), u.getLearningRate())));
    row(
        Nesterovs.class,
        "nesterov",
        (u, r) ->
            options(
                RATE,
                r.of(u.getLearningRateSchedule(), u.getLearningRate()),
                "momentum",
                r.of(u.getMomentumISchedule(), u.getMomentum())));
    row(
        Adam.class,
        "adam",
        (u, r) ->
            moments(
                r.of(u.getLearningRateSchedule(), u.getLearningRate()),
                u.getBeta1(),
                u.getBeta2(),
                u.getEpsilon()));
    row(
        AMSGrad.class,
        "amsgrad",
        (u, r) ->
            moments(
                r.of(u.getLearningRateSchedule(), u.getLearningRate()),
                u.getBeta1(),
                u.getBeta2(),
                u.getEpsilon()));
    row(
        AdaMax.class,
        "adamax",
        (u, r) ->
            moments(
                r.of(u.getLearningRateSchedule(), u.getLearningRate()),
                u.getBeta1(),
                u.getBeta2(),
                u.getEpsilon()));
    row(
        RmsProp.class,
        "rmsprop",
        (u, r) ->
            options(
                RATE,
                r.of(u.getLearningRateSchedule(), u.getLearningRate()),
                "alpha",
                "" + u.getRmsDecay(),
                EPSILON,
                "" + u.getEpsilon()));
    row(
        AdaGrad.class,
        "adagrad",
        (u, r) ->
            options(
                RATE,
                r.of(u.getLearningRateSchedule(), u.getLearningRate()),
                EPSILON,
                "" + u.getEpsilon()));
    row(
        AdaDelta.class,
        "adadelta",
        (u, r) -> options(RATE, "1.0", "rho", "" + u.getRho(), EPSILON, "" + u.getEpsilon()));
  }

  private UpdaterRows() {}

  private static <T extends IUpdater> void row(
      Class<T> type, String kind, BiFunction<T, Rates, Map<String, String>> options) {
    ROWS.put(type, new Row<>(type, kind, options));
  }

  private static Map<String, String> options(String... pairs) {
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      options.put(pairs[i], pairs[i + 1]);
    }
    return options;
  }

  private static Map<String, String> moments(
      String rate, double beta1, double beta2, double epsilon) {
    return options(RATE, rate, "beta1", "" + beta1, "beta2", "" + beta2, EPSILON, "" + epsilon);
  }

  /** Returns our optimizer's kind, or null if there is none. */
  static @Nullable String kind(IUpdater updater) {
    Row<?> row = ROWS.get(updater.getClass());
    return row == null ? null : row.kind();
  }

  /** Returns the options of our optimizer, without braces. */
  static String options(IUpdater updater, Rates rates) {
    Row<?> row = ROWS.get(updater.getClass());
    if (row == null) {
      throw new IllegalArgumentException(updater + ": has no row in UpdaterRows");
    }
    return row.yaml(updater, rates);
  }
}
