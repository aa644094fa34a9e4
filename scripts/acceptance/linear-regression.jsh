// Fits Spark ML's linear regression to the training set beneath the directory in -Dsets, and prints the
// error on the held-out set: rmse NUMBER. Run by scripts/acceptance/tabular.
import io.github.bellows.common.data.*;
import io.github.bellows.common.storage.Storage;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.*;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.sql.*;
import org.apache.spark.sql.types.*;

SparkSession spark = SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
Storage storage = new Storage(new Configuration());

Dataset<Row> rows(java.nio.file.Path directory, String set) {
  Preprocessing recipe = Preprocessing.read(storage, storage.qualify(directory.toString()));
  List<Row> rows = new ArrayList<>();
  try (BlockSet samples = BlockSet.open(storage, storage.qualify(directory.resolve(set).toString()), recipe.decoding(), BlockCache.in(directory))) {
    SampleBatch batch = new SampleBatch(samples.schema(), 1);
    for (long i = 0; i < samples.samples(); i++) {
      samples.read(new long[] {i}, 1, batch);
      double[] features = new double[samples.schema().elements()];
      for (int j = 0; j < features.length; j++) {
        features[j] = batch.features().get(j);
      }
      rows.add(RowFactory.create(Vectors.dense(features), (double) batch.targets().get(0)));
    }
  }
  StructType schema = new StructType().add("features", SQLDataTypes.VectorType()).add("label", DataTypes.DoubleType);
  return spark.createDataFrame(rows, schema);
}

java.nio.file.Path directory() throws Exception {
  try (var found = Files.list(java.nio.file.Path.of(System.getProperty("sets")))) {
    return found.filter(path -> Files.exists(path.resolve("held-out"))).findFirst().orElseThrow();
  }
}

var fitted = new LinearRegression().fit(rows(directory(), "samples"));
var predicted = fitted.transform(rows(directory(), "held-out"));
System.out.println("rmse " + new RegressionEvaluator().setMetricName("rmse").evaluate(predicted));
spark.stop();
/exit
