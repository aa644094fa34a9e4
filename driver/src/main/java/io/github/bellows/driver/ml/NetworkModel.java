package io.github.bellows.driver.ml;

import io.github.bellows.common.data.FeatureColumn;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.driver.prepare.RowEncoder;
import io.github.bellows.driver.prepare.SourceRows;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A trained network that adds its predictions to rows: lazily, on the executors, batch by batch,
 * with one copy of the parameters in each JVM.
 *
 * @param <M> the model itself
 */
public abstract class NetworkModel<M extends NetworkModel<M>> extends Model<M>
    implements NetworkColumns<M>, DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final ColumnParams columns;
  private final Param<String> engine;
  private transient @Nullable TrainedNetwork trained;
  private transient @Nullable SentNetwork sent;

  NetworkModel(String uid) {
    this.uid = uid;
    columns = ColumnParams.of(this);
    engine = new Param<>(uid, "engine", "what computes predictions: auto, torch or dl4j");
    var unused =
        setDefault(columns.features(), "features")
            .setDefault(columns.several(), new String[0])
            .setDefault(columns.prediction(), "prediction")
            .setDefault(engine, "auto");
  }

  /** Returns an empty model of the same name and kind. */
  abstract M newModel();

  /** Returns a schema with the columns that this adds. */
  abstract StructType withOutputs(StructType schema);

  /** Returns what makes values of the network's outputs. */
  abstract RowOutput output();

  ColumnParams columnParams() {
    return columns;
  }

  /** Gives an empty model its network. */
  void attach(TrainedNetwork network) {
    trained = network;
  }

  /** Returns the network. */
  TrainedNetwork trained() {
    if (trained == null) {
      throw TrainingException.of(
          ErrorCode.USAGE,
          uid,
          "is a model without a network",
          "Get models from fit, or from load, not from a constructor");
    }
    return trained;
  }

  /**
   * Returns rows with their predictions, computed whenever the result is. A row that cannot be
   * predicted fails that job, with a {@link TrainingException} among the causes.
   *
   * @throws TrainingException if a column is missing, and which is the nearest, or does not fit
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    StructType schema = transformSchema(dataset.schema());
    Dataset<Row> rows = dataset.toDF();
    Preprocessing recipe = trained().saved().preprocessing();
    String[] names = trained().recipeNames(rows.schema().fieldNames(), featureColumns());
    RowEncoder encoder =
        RowEncoder.unlabelled(recipe, SourceRows.of(rows.toDF(names), "the rows to predict"));
    SentNetwork network = sent(rows.sparkSession().sparkContext());
    PredictedRows predicted =
        new PredictedRows(network, new PredictedRows.Coding(encoder, recipe.toJson()), output());
    return rows.mapPartitions(predicted, Encoders.row(schema));
  }

  private synchronized SentNetwork sent(SparkContext context) {
    SentNetwork known = sent;
    if (known == null || !known.serves(context, getEngine())) {
      known = SentNetwork.send(context, trained().saved(), getEngine());
      sent = known;
    }
    return known;
  }

  /**
   * Returns the schema of predicted rows.
   *
   * @throws TrainingException if a column is missing, and which is the nearest, or does not fit
   */
  @Override
  public StructType transformSchema(StructType schema) {
    ColumnCheck check = new ColumnCheck(schema);
    check.features(this);
    if (trained != null) {
      checkWidth(check);
    }
    return withOutputs(schema);
  }

  /** Vectors may say how long they are; if not, each row is looked at. */
  private void checkWidth(ColumnCheck check) {
    List<FeatureColumn> known = trained().saved().preprocessing().columns();
    if (getFeaturesCols().length > 0 || known.isEmpty()) {
      return;
    }
    StructField given = check.require("featuresCol", getFeaturesCol());
    boolean vectors = given.dataType().equals(SQLDataTypes.VectorType());
    int size = vectors ? AttributeGroup.fromStructField(given).size() : -1;
    int wanted = known.get(0).width();
    if (size >= 0 && size != wanted) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          "featuresCol = " + getFeaturesCol(),
          "has vectors of " + size + " values, but the model was trained on " + wanted,
          "Assemble the features as for training");
    }
  }

  /** Returns how many features the network takes. */
  public int numFeatures() {
    return trained().saved().preprocessing().schema().elements();
  }

  @Override
  public M copy(ParamMap extra) {
    M copy = newModel();
    if (trained != null) {
      copy.attach(trained);
    }
    return copyValues(copy, extra).setParent(parent());
  }

  /** Returns a writer: Spark's metadata, and beside it {@code model}, a model directory. */
  @Override
  public MLWriter write() {
    return new NetworkModelWriter(this);
  }

  /** Returns a writer of the metadata alone. */
  MLWriter metadataWriter() {
    return DefaultParamsWritable.super.write();
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Param<String> featuresCol() {
    return columns.features();
  }

  @Override
  public StringArrayParam featuresCols() {
    return columns.several();
  }

  @Override
  public Param<String> predictionCol() {
    return columns.prediction();
  }

  /** Returns the parameter: what computes predictions. */
  public Param<String> engine() {
    return engine;
  }

  /** Returns what computes predictions; {@code auto} by default. */
  public String getEngine() {
    return getOrDefault(engine);
  }

  /** Sets what computes predictions: auto, torch or dl4j; the engine of training at first. */
  @SuppressWarnings("unchecked") // M is the model itself
  public M setEngine(String kind) {
    var unused = set(engine, kind);
    return (M) this;
  }
}
