package io.github.bellows.driver.ml;

import io.github.bellows.common.loss.Loss;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Makes scores, probabilities and prediction. Scores are logarithms of the probabilities, which are
 * the network's logits less a constant; with hinge they are the network's own, and there are no
 * probabilities.
 *
 * @param labels of the outputs
 * @param raw whether scores are wanted
 * @param probability whether probabilities are wanted
 * @param prediction whether the label is wanted
 */
record ClassOutput(ClassLabels labels, boolean raw, boolean probability, boolean prediction)
    implements RowOutput {
  /** Returns a schema with the columns of a classifier's output. */
  static StructType withColumns(StructType schema, ClassColumns<?> columns, String prediction) {
    StructType scored =
        new ColumnCheck(schema)
            .with("rawPredictionCol", columns.getRawPredictionCol(), SQLDataTypes.VectorType());
    StructType probable =
        new ColumnCheck(scored)
            .with("probabilityCol", columns.getProbabilityCol(), SQLDataTypes.VectorType());
    return new ColumnCheck(probable).with("predictionCol", prediction, DataTypes.DoubleType);
  }

  @Override
  public void add(float[] outputs, List<Object> values) {
    double[] placed = placed(outputs);
    if (raw) {
      values.add(Vectors.dense(labels.kind() == Loss.Prediction.SCORES ? placed : logs(placed)));
    }
    if (probability) {
      values.add(Vectors.dense(placed));
    }
    if (prediction) {
      values.add(labels.labels()[Vectors.dense(placed).argmax()]);
    }
  }

  private double[] placed(float[] outputs) {
    int[] places = labels.places();
    double[] placed = new double[places.length];
    if (outputs.length < places.length) {
      boolean scores = labels.kind() == Loss.Prediction.SCORES;
      placed[places[0]] = scores ? -outputs[0] : 1.0 - outputs[0];
      placed[places[1]] = outputs[0];
    } else {
      for (int i = 0; i < places.length; i++) {
        placed[places[i]] = outputs[i];
      }
    }
    return placed;
  }

  /** A probability may be too small for fp32; a score is finite all the same. */
  private static double[] logs(double[] probabilities) {
    double[] logs = new double[probabilities.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = StrictMath.log(Math.max(probabilities[i], Float.MIN_VALUE));
    }
    return logs;
  }
}
