package io.github.bellows.driver.dl4j.updater;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
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
import org.nd4j.linalg.schedule.ISchedule;

/** What becomes of updaters: one row for each class. */
final class UpdaterRows {
  private static final String EPSILON = "epsilon";
  private static final String RATE = "learningRate";
  private static final Map<Class<?>, Row<?>> ROWS = new LinkedHashMap<>();

  /**
   * A kind of updater.
   *
   * @param kind our optimizer's key
   * @param options its options, in the order in which they are written
   */
  private record Row<T extends IUpdater>(Class<T> type, String kind, List<Option<T>> options) {
    private String yaml(IUpdater updater, Rates rates) {
      return options.stream()
          .map(option -> option.key() + ": " + option.yaml().apply(type.cast(updater), rates))
          .collect(Collectors.joining(", "));
    }
  }

  /** An option of our optimizer, and what of an updater it is. */
  private record Option<T>(String key, BiFunction<T, Rates, String> yaml) {}

  static {
    row(Sgd.class, "sgd", rate(Sgd::getLearningRateSchedule, Sgd::getLearningRate));
    row(
        Nesterovs.class,
        "nesterov",
        rate(Nesterovs::getLearningRateSchedule, Nesterovs::getLearningRate),
        scheduled("momentum", Nesterovs::getMomentumISchedule, Nesterovs::getMomentum));
    row(
        Adam.class,
        "adam",
        rate(Adam::getLearningRateSchedule, Adam::getLearningRate),
        number("beta1", Adam::getBeta1),
        number("beta2", Adam::getBeta2),
        number(EPSILON, Adam::getEpsilon));
    row(
        AMSGrad.class,
        "amsgrad",
        rate(AMSGrad::getLearningRateSchedule, AMSGrad::getLearningRate),
        number("beta1", AMSGrad::getBeta1),
        number("beta2", AMSGrad::getBeta2),
        number(EPSILON, AMSGrad::getEpsilon));
    row(
        AdaMax.class,
        "adamax",
        rate(AdaMax::getLearningRateSchedule, AdaMax::getLearningRate),
        number("beta1", AdaMax::getBeta1),
        number("beta2", AdaMax::getBeta2),
        number(EPSILON, AdaMax::getEpsilon));
    row(
        RmsProp.class,
        "rmsprop",
        rate(RmsProp::getLearningRateSchedule, RmsProp::getLearningRate),
        number("alpha", RmsProp::getRmsDecay),
        number(EPSILON, RmsProp::getEpsilon));
    row(
        AdaGrad.class,
        "adagrad",
        rate(AdaGrad::getLearningRateSchedule, AdaGrad::getLearningRate),
        number(EPSILON, AdaGrad::getEpsilon));
    row(
        AdaDelta.class,
        "adadelta",
        number(RATE, none -> 1.0),
        number("rho", AdaDelta::getRho),
        number(EPSILON, AdaDelta::getEpsilon));
  }

  private UpdaterRows() {}

  @SafeVarargs
  private static <T extends IUpdater> void row(Class<T> type, String kind, Option<T>... options) {
    ROWS.put(type, new Row<>(type, kind, List.of(options)));
  }

  private static <T> Option<T> rate(Function<T, ISchedule> schedule, ToDoubleFunction<T> constant) {
    return scheduled(RATE, schedule, constant);
  }

  private static <T> Option<T> scheduled(
      String key, Function<T, ISchedule> schedule, ToDoubleFunction<T> constant) {
    return new Option<>(
        key,
        (updater, rates) -> rates.of(schedule.apply(updater), constant.applyAsDouble(updater)));
  }

  private static <T> Option<T> number(String key, ToDoubleFunction<T> value) {
    return new Option<>(key, (updater, rates) -> Double.toString(value.applyAsDouble(updater)));
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
