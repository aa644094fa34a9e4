package io.github.bellows.driver.dl4j;

import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.prepare.Preparation;
import io.github.bellows.driver.prepare.PreparedData;
import io.github.bellows.driver.prepare.SourceRows;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The examples of RDDs as prepared sets, each RDD once: RDDs do not change, and {@code fit} is
 * called for each epoch with the same one. One thread at a time.
 */
final class PreparedExamples {
  private static final Logger LOG = LoggerFactory.getLogger(PreparedExamples.class);

  private final Map<Key, PreparedData> known = new HashMap<>();
  private final Map<Integer, ExampleSurvey> surveys = new HashMap<>();

  /** What examples depend on: the RDD, and what the network makes of them. */
  record Key(int rdd, String network) {}

  /** Returns what the examples of an RDD are like; they are looked at once. */
  ExampleSurvey survey(int rdd, Supplier<ExampleSurvey> survey) {
    ExampleSurvey before = surveys.get(rdd);
    if (before != null) {
      return before;
    }
    ExampleSurvey found = survey.get();
    surveys.put(rdd, found);
    return found;
  }

  /**
   * Returns the prepared set of an RDD.
   *
   * @param rows its examples as rows; asked for if they are not prepared yet
   * @param root directory for prepared sets
   */
  PreparedData of(Key key, Supplier<Dataset<Row>> rows, DataConfig data, long seed, Place place) {
    PreparedData before = known.get(key);
    if (before != null) {
      LOG.info("RDD {}: its examples are prepared already", key.rdd());
      return before;
    }
    Dataset<Row> kept = rows.get().persist(StorageLevel.MEMORY_AND_DISK());
    try {
      PreparedData prepared =
          new Preparation(
                  place.spark(), place.storage(), source -> SourceRows.of(kept, FitText.SOURCE))
              .prepare(data, seed, new Path(place.root(), "examples-" + key.rdd()));
      known.put(key, prepared);
      return prepared;
    } finally {
      var unused = kept.unpersist();
    }
  }

  /** Where sets are made, those of each RDD in a directory of their own. */
  record Place(SparkSession spark, Storage storage, Path root) {}

  /** Forgets all sets. */
  void clear() {
    known.clear();
    surveys.clear();
  }
}
