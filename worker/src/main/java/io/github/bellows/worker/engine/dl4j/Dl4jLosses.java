package io.github.bellows.worker.engine.dl4j;

import static java.util.Map.entry;

import io.github.bellows.common.loss.BinaryCrossEntropy;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.loss.Hinge;
import io.github.bellows.common.loss.Huber;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.loss.MeanAbsoluteError;
import io.github.bellows.common.loss.MeanSquaredError;
import io.github.bellows.common.model.Shape;
import java.util.Map;
import java.util.function.BiFunction;

/** The table from losses to their formulas and derivatives, in double precision. */
final class Dl4jLosses {
  private Dl4jLosses() {}

  /** A loss of one sample. */
  @FunctionalInterface
  interface SampleLoss {
    /**
     * Returns weight × loss of a sample.
     *
     * @param outputs the sample's outputs
     * @param truth the labels of the batch
     * @param sample which of them
     * @param derivative receives the derivative of what is returned by each output
     */
    double of(double[] outputs, Dl4jTruth truth, int sample, double[] derivative);

    /** Returns the sample's weight, as far as the loss gives it one. */
    default double weight(Dl4jTruth truth, int sample) {
      return 1;
    }
  }

  /** One element's loss. */
  @FunctionalInterface
  private interface ElementLoss {
    /** Returns the loss for x and t, and puts its derivative by x into {@code slope[0]}. */
    double of(double x, double t, double[] slope);
  }

  /** What an element is compared with. */
  @FunctionalInterface
  private interface Target {
    double of(Dl4jTruth truth, int sample, int element);
  }

  private static final SampleLoss MARGINS = mean(Dl4jTruth::sign, Dl4jLosses::margin);

  private static final Map<Class<?>, BiFunction<Loss, Shape, SampleLoss>> TABLE =
      Map.ofEntries(
          row(
              BinaryCrossEntropy.class,
              (loss, shape) -> mean(Dl4jTruth::probability, Dl4jLosses::binaryCrossEntropy)),
          row(CrossEntropy.class, Dl4jCrossEntropy::new),
          row(Hinge.class, (loss, shape) -> shape.elements() == 1 ? MARGINS : Dl4jLosses::hinge),
          row(
              Huber.class,
              (loss, shape) ->
                  mean(Dl4jTruth::number, (x, t, slope) -> huber(x - t, loss.delta(), slope))),
          row(
              MeanAbsoluteError.class,
              (loss, shape) -> mean(Dl4jTruth::number, Dl4jLosses::absolute)),
          row(
              MeanSquaredError.class,
              (loss, shape) -> mean(Dl4jTruth::number, Dl4jLosses::squared)));

  private static <L extends Loss> Map.Entry<Class<?>, BiFunction<Loss, Shape, SampleLoss>> row(
      Class<L> type, BiFunction<L, Shape, SampleLoss> formula) {
    return entry(type, (loss, shape) -> formula.apply(type.cast(loss), shape));
  }

  /** Returns the formula of a loss for outputs of a shape. */
  static SampleLoss of(Loss loss, Shape shape) {
    BiFunction<Loss, Shape, SampleLoss> row = TABLE.get(loss.getClass());
    if (row == null) {
      throw new IllegalStateException("no row for " + loss.kind() + " in Dl4jLosses");
    }
    return row.apply(loss, shape);
  }

  /** Returns the mean of an element's loss over the outputs; 0 where the label is missing. */
  private static SampleLoss mean(Target target, ElementLoss loss) {
    return (outputs, truth, sample, derivative) -> {
      double sum = 0;
      double[] slope = new double[1];
      for (int i = 0; i < outputs.length; i++) {
        if (truth.isAbsent(sample, i)) {
          derivative[i] = 0;
          continue;
        }
        sum += loss.of(outputs[i], target.of(truth, sample, i), slope);
        derivative[i] = slope[0] / outputs.length;
      }
      return sum / outputs.length;
    };
  }

  private static double squared(double x, double t, double[] slope) {
    slope[0] = 2 * (x - t);
    return (x - t) * (x - t);
  }

  private static double absolute(double x, double t, double[] slope) {
    slope[0] = Math.signum(x - t);
    return Math.abs(x - t);
  }

  private static double huber(double error, double delta, double[] slope) {
    if (Math.abs(error) <= delta) {
      slope[0] = error;
      return error * error / 2;
    }
    slope[0] = Math.signum(error) * delta;
    return delta * (Math.abs(error) - delta / 2);
  }

  private static double binaryCrossEntropy(double x, double t, double[] slope) {
    // log(1 + exp(x)) − t·x, without an exponential of a large number.
    double small = Math.exp(-Math.abs(x));
    double sigmoid = x >= 0 ? 1 / (1 + small) : small / (1 + small);
    slope[0] = sigmoid - t;
    return Math.max(x, 0) - t * x + Math.log1p(small);
  }

  private static double margin(double x, double t, double[] slope) {
    double error = 1 - t * x;
    slope[0] = error > 0 ? -t : 0;
    return Math.max(error, 0);
  }

  private static double hinge(double[] outputs, Dl4jTruth truth, int sample, double[] derivative) {
    return truth.hasClasses()
        ? multiMargin(outputs, truth.classOf(sample, 0), derivative)
        : MARGINS.of(outputs, truth, sample, derivative);
  }

  private static double multiMargin(double[] outputs, int right, double[] derivative) {
    double sum = 0;
    int violations = 0;
    for (int c = 0; c < outputs.length; c++) {
      double error = 1 - outputs[right] + outputs[c];
      derivative[c] = 0;
      if (c != right && error > 0) {
        sum += error;
        violations++;
        derivative[c] = 1.0 / outputs.length;
      }
    }
    derivative[right] = -(double) violations / outputs.length;
    return sum / outputs.length;
  }
}
