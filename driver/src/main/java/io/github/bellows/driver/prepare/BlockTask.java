package io.github.bellows.driver.prepare;

import io.github.bellows.common.data.BlockInfo;
import io.github.bellows.common.data.BlockWriter;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.worker.task.SparkCodec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Writes one partition of the global order into blocks: records of a rank below the split into the
 * set of held-out samples, the others into the main set.
 */
final class BlockTask
    implements Function2<Integer, Iterator<Tuple2<RecordKey, Boolean>>, Iterator<BlockTask.Part>> {
  private static final long serialVersionUID = 1L;

  private final SerializableConfiguration hadoop;
  private final String recipe;
  private final String mainSet;
  private final String heldOutSet;
  private final Split split;
  private final @Nullable String compression;
  private final @Nullable ValueStatistics statistics;

  /**
   * Where the order is cut.
   *
   * @param heldOut how many samples from the front of the order are held out
   * @param firstRank rank of the first record of each partition; empty if none is held out
   */
  record Split(long heldOut, ArrayList<Long> firstRank) implements Serializable {
    static final Split NONE = new Split(0, new ArrayList<>());
  }

  BlockTask(
      SerializableConfiguration hadoop,
      Preprocessing recipe,
      Path directory,
      Split split,
      @Nullable String compression,
      @Nullable ValueStatistics statistics) {
    this.hadoop = hadoop;
    this.recipe = recipe.toJson();
    this.mainSet = new Path(directory, PreparedDirectory.MAIN).toString();
    this.heldOutSet = new Path(directory, PreparedDirectory.HELD_OUT).toString();
    this.split = split;
    this.compression = compression;
    this.statistics = statistics;
  }

  /** What one partition wrote. */
  static final class Part implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ArrayList<BlockInfo> main = new ArrayList<>();
    private final ArrayList<BlockInfo> heldOut = new ArrayList<>();
    private @Nullable ValueStatistics statistics;
    private @Nullable TaskFailure failure;

    List<BlockInfo> main() {
      return main;
    }

    List<BlockInfo> heldOut() {
      return heldOut;
    }

    @Nullable ValueStatistics statistics() {
      return statistics;
    }

    @Nullable TaskFailure failure() {
      return failure;
    }
  }

  @Override
  public Iterator<Part> call(Integer partition, Iterator<Tuple2<RecordKey, Boolean>> records)
      throws Exception {
    Part part = new Part();
    try {
      write(partition, records, part);
    } catch (Exception e) {
      part.failure = TaskFailure.of(e);
    }
    return List.of(part).iterator();
  }

  private void write(int partition, Iterator<Tuple2<RecordKey, Boolean>> records, Part part) {
    SampleSchema schema = Preprocessing.fromJson(recipe, Preprocessing.NAME).schema();
    float[] values = new float[schema.values()];
    BlockWriter main = writer(mainSet, partition, schema);
    BlockWriter heldOut = writer(heldOutSet, partition, schema);
    long rank = split.firstRank().isEmpty() ? 0 : split.firstRank().get(partition);
    for (; records.hasNext(); rank++) {
      Tuple2<RecordKey, Boolean> next = records.next();
      byte[] record = next._1().record();
      if (next._2() || rank < split.heldOut()) {
        heldOut.add(record);
        continue;
      }
      main.add(record);
      if (statistics != null) {
        schema.values(record, values);
        statistics.add(values);
      }
    }
    if (statistics != null) {
      statistics.finish();
    }
    part.main.addAll(main.finish());
    part.heldOut.addAll(heldOut.finish());
    part.statistics = statistics;
  }

  private BlockWriter writer(String set, int partition, SampleSchema schema) {
    return new BlockWriter(
        new Storage(hadoop.value()),
        new Path(set),
        String.format(Locale.ROOT, "block-%05d", partition),
        new BlockWriter.Form(
            schema.recordBytes(),
            BlockWriter.DEFAULT_BLOCK_BYTES,
            compression == null ? null : SparkCodec.of(compression)));
  }
}
