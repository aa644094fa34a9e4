package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.Schedule;
import java.util.List;
import java.util.function.BiFunction;

/** One row for each kind of optimizer; every test of the family goes through it. */
final class OptimizerRows {
  /**
   * A kind of optimizer with its other options at their defaults.
   *
   * @param quadraticRate a learning rate good for the quadratic of the contract
   * @param rosenbrockRate a learning rate good for Rosenbrock's valley
   */
  record Row(
      String kind,
      BiFunction<Schedule, Regularization, OptimizerSpec> make,
      double quadraticRate,
      double rosenbrockRate) {
    @Override
    public String toString() {
      return kind;
    }
  }

  static final List<Row> ALL =
      List.of(
          new Row("sgd", Sgd::new, 0.1, 1e-3),
          new Row(
              "momentum",
              (rate, r) -> new Momentum(rate, new Constant(Momentum.DEFAULT_MOMENTUM), r),
              0.02,
              2e-4),
          new Row(
              "nesterov",
              (rate, r) -> new Nesterov(rate, new Constant(Momentum.DEFAULT_MOMENTUM), r),
              0.02,
              2e-4),
          new Row(
              "adam",
              (rate, r) ->
                  new Adam(
                      rate,
                      new Constant(Adam.DEFAULT_BETA1),
                      Adam.DEFAULT_BETA2,
                      Adam.DEFAULT_EPSILON,
                      r),
              0.05,
              2e-3));

  private OptimizerRows() {}

  static Row of(String kind) {
    return ALL.stream().filter(row -> row.kind().equals(kind)).findFirst().orElseThrow();
  }
}
