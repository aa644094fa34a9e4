package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients in double precision against central differences, for every row of the layers. */
class GradientCheckTest {
  /** Leaves out h² / 6 of the third derivative, 1e-10, and rounds to 1e-16 / h, 1e-11. */
  private static final double STEP = 1e-5;

  private static final double TOLERANCE = 1e-6;

  static List<LayerRow> rows() {
    return LayerRows.all();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyElementIsTheSlopeOfASumOfSquares(LayerRow row) {
    try (PointerScope scope = new PointerScope()) {
      Fp64 tested = new Fp64(row, 5);
      tested.output(true).square().sum().backward();
      double largest = 0;
      for (Tensor variable : tested.variables()) {
        Tensor gradient = variable.grad().contiguous();
        for (long i = 0; i < variable.numel(); i++) {
          double slope = gradient.data_ptr_double().get(i);
          largest = Math.max(largest, Math.abs(slope));
          assertThat(slope)
              .as("element %s of %s", i, variable.sizes())
              .isCloseTo(
                  difference(tested, variable, i),
                  within(TOLERANCE * Math.max(1, Math.abs(slope))));
        }
      }
      assertThat(largest).as("largest slope").isGreaterThan(0.01);
    }
  }

  private static double difference(Fp64 tested, Tensor variable, long element) {
    DoublePointer values = variable.data_ptr_double();
    double value = values.get(element);
    values.put(element, value + STEP);
    double above = sumOfSquares(tested);
    values.put(element, value - STEP);
    double below = sumOfSquares(tested);
    values.put(element, value);
    return (above - below) / (2 * STEP);
  }

  private static double sumOfSquares(Fp64 tested) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGradients = new NoGradGuard()) {
      return tested.output(true).square().sum().item_double();
    }
  }
}
