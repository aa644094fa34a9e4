// One part of scripts/acceptance/stream-predictions, named by -Dpart: generate, transform or compare. Works
// below the directory in -Ddir, and prints lines of a word and its values.
import io.github.bellows.driver.ml.*;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.*;
import org.apache.spark.sql.*;
import static org.apache.spark.sql.functions.*;

String dir = System.getProperty("dir");
int columns = 16, every = 1000;
String[] names = IntStream.range(0, columns).mapToObj(i -> "x" + i).toArray(String[]::new);
SparkSession spark = SparkSession.builder().master(System.getProperty("master")).config("spark.ui.enabled", "false").config("spark.driver.host", "localhost").config("spark.sql.parquet.compression.codec", "uncompressed").config("spark.local.dir", dir).getOrCreate();

// Every number is a function of the row's id, between -1 and 1.
Dataset<Row> drawn(long rows, long step) {
  Dataset<Row> ids = spark.range(0, rows, step, (int) Math.max(2, rows / step / 500_000)).toDF();
  Column[] all = Stream.concat(Stream.of(col("id")), IntStream.range(0, columns).mapToObj(i -> xxhash64(col("id"), lit(i)).divide(lit(Math.pow(2, 63))).as("x" + i))).toArray(Column[]::new);
  return ids.select(all);
}

void generate() throws Exception {
  long rows = Long.getLong("rows");
  drawn(rows, 1).write().parquet(dir + "/all");
  drawn(rows, every).write().parquet(dir + "/few");
  Dataset<Row> few = drawn(Math.min(rows, 5_000_000L), every).withColumn("label", expr("x0 + 2 * x1 * x2 - x3"));
  new BellowsRegressor().setFeaturesCols(names).setNetwork("layers: [dense: {units: 64, activation: relu}, dense: {units: 1}]").setEpochs(3).setSeed(1).setConf("data.standardize", "true").fit(few).save(dir + "/saved");
  System.out.println("rows " + rows);
}

void transform() {
  var process = (com.sun.management.OperatingSystemMXBean) java.lang.management.ManagementFactory.getOperatingSystemMXBean();
  long begin = System.nanoTime(), before = process.getProcessCpuTime();
  BellowsRegressionModel.load(dir + "/saved").transform(spark.read().parquet(dir + "/all")).select("id", "prediction").write().parquet(dir + "/transformed");
  System.out.println("seconds " + (System.nanoTime() - begin) / 1e9 + " " + (process.getProcessCpuTime() - before) / 1e9);
}

// The sum of a hash does not depend on the order of rows; predict writes floats, transform doubles of the same value.
String checksum(Dataset<Row> rows) {
  Row found = rows.select(col("id"), col("prediction").cast("float").as("p")).agg(count("*"), sum(xxhash64(col("id"), col("p")).cast("decimal(38,0)"))).first();
  return found.get(0) + " " + found.get(1);
}

// Libraries multiply matrices of other heights in other ways, so the rows alone may differ in the last bits.
String difference(Dataset<Row> alone, Dataset<Row> all) {
  Column distance = abs(col("alone").minus(col("prediction")));
  Row found = alone.withColumnRenamed("prediction", "alone").join(broadcast(all.where(col("id").mod(every).equalTo(0))), "id").agg(count("*"), max(distance)).first();
  return found.get(0) + " " + found.get(1);
}

void compare() {
  Dataset<Row> few = BellowsRegressionModel.load(dir + "/saved").transform(spark.read().parquet(dir + "/few")).select("id", "prediction");
  System.out.println("few " + few.count());
  for (String name : new String[] {"predicted", "transformed"}) {
    Dataset<Row> rows = spark.read().parquet(dir + "/" + name).select("id", "prediction");
    System.out.println(name + " " + checksum(rows) + " " + difference(few, rows));
  }
}

void run() {
  try {
    switch (System.getProperty("part")) {
      case "generate" -> generate();
      case "transform" -> transform();
      default -> compare();
    }
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM")) {
        System.out.println("peak " + line.split("\\s+")[1]);
      }
    }
  } catch (Throwable e) {
    e.printStackTrace(System.out);
  }
}

run();
spark.stop();
/exit
