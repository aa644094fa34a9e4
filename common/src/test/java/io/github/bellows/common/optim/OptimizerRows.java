package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.Schedule;
import java.util.List;
import java.util.function.BiFunction;

/**
 * One row for each kind of optimizer, and for each set of its options that changes its slots; every
 * test of the family goes through it.
 */
final class OptimizerRows {
  private static final Schedule NINE = new Constant(0.9);
  private static final Schedule NONE = new Constant(0);

  /**
   * A kind of optimizer with its other options at or near their defaults.
   *
   * @param slots floats of state for each parameter
   * @param quadraticRate a learning rate good for the quadratic of the contract
   * @param rosenbrockRate a learning rate good for Rosenbrock's valley
   */
  record Row(
      String name,
      int slots,
      BiFunction<Schedule, Regularization, OptimizerSpec> make,
      double quadraticRate,
      double rosenbrockRate) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Row> ALL =
      List.of(
          new Row("sgd", 0, Sgd::new, 0.1, 1e-3),
          new Row("momentum", 1, (rate, r) -> new Momentum(rate, NINE, r), 0.02, 2e-4),
          new Row("nesterov", 1, (rate, r) -> new Nesterov(rate, NINE, r), 0.02, 2e-4),
          new Row("adagrad", 1, (rate, r) -> new Adagrad(rate, 1e-10, r), 0.5, 0.2),
          new Row("adadelta", 2, (rate, r) -> new Adadelta(rate, 0.9, 1e-6, r), 1, 0.5),
          new Row("rmsprop", 1, rmsProp(false, NONE), 0.02, 2e-3),
          new Row("rmsprop centered", 2, rmsProp(true, NONE), 0.02, 2e-3),
          new Row("rmsprop with momentum", 2, rmsProp(false, NINE), 0.002, 2e-4),
          new Row("rmsprop centered with momentum", 3, rmsProp(true, NINE), 0.002, 2e-4),
          new Row("adam", 2, (rate, r) -> new Adam(rate, NINE, 0.999, 1e-8, r), 0.05, 2e-3),
          new Row("amsgrad", 3, (rate, r) -> new AmsGrad(rate, NINE, 0.999, 1e-8, r), 0.05, 2e-2),
          new Row("adamax", 2, (rate, r) -> new Adamax(rate, NINE, 0.999, 1e-8, r), 0.05, 2e-3),
          new Row("nadam", 2, (rate, r) -> new Nadam(rate, 0.9, 0.999, 1e-8, 0.004, r), 0.05, 2e-3),
          new Row("lars", 1, (rate, r) -> new Lars(rate, NINE, 0.02, 1e-8, r), 0.1, 0.1),
          new Row("lamb", 2, (rate, r) -> new Lamb(rate, NINE, 0.999, 1e-6, r), 0.02, 2e-3),
          new Row("lion", 1, (rate, r) -> new Lion(rate, NINE, 0.99, r), 0.02, 1e-3));

  private OptimizerRows() {}

  private static BiFunction<Schedule, Regularization, OptimizerSpec> rmsProp(
      boolean centered, Schedule momentum) {
    return (rate, r) -> new RmsProp(rate, 0.99, 1e-8, centered, momentum, r);
  }
}
