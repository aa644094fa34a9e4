package io.github.bellows.driver.prepare;

import io.github.bellows.common.data.BlockInfo;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.worker.task.JavaBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Encodes rows, puts their records into the global order and writes them into blocks.
 *
 * <p>The number of partitions follows from the number and size of the records, and each record's
 * place from its own bytes and the seed. So neither the partitioning of the source nor the order of
 * its files nor the size of the cluster changes a byte of what is written.
 */
final class ShuffleJob {
  private static final long PARTITION_BYTES = 16L << 20;

  private final SparkSession spark;
  private final SourceRows source;
  private final RowEncoder encoder;
  private final Preprocessing recipe;
  private final String name;

  ShuffleJob(
      SparkSession spark,
      SourceRows source,
      RowEncoder encoder,
      Preprocessing recipe,
      String name) {
    this.spark = spark;
    this.source = source;
    this.encoder = encoder;
    this.recipe = recipe;
    this.name = name;
  }

  /**
   * What to write.
   *
   * @param directory receives the sets
   * @param seed of the order
   * @param samples how many rows the source has
   * @param heldOut how many of so many samples go, from the front of the order, into the held-out
   *     set
   * @param compression name of the codec of the blocks; null for none
   * @param statistics empty ones, for those of the main set; null if nobody asks
   */
  record Request(
      Path directory,
      long seed,
      long samples,
      LongUnaryOperator heldOut,
      @Nullable String compression,
      @Nullable ValueStatistics statistics) {}

  /** Blocks in order, and the statistics of the main set if they were asked for. */
  record Written(
      List<BlockInfo> main, List<BlockInfo> heldOut, @Nullable ValueStatistics statistics) {}

  /**
   * Writes the blocks of the two sets; manifests are the caller's.
   *
   * @throws TrainingException for the first bad row, or if a block cannot be written
   */
  Written run(Request request) {
    CollectionAccumulator<TaskFailure> failures =
        spark.sparkContext().collectionAccumulator("bad rows");
    long bytes = Math.multiplyExact(request.samples(), (long) recipe.schema().recordBytes());
    int parts = (int) Math.max(1, (bytes + PARTITION_BYTES - 1) / PARTITION_BYTES);
    JavaPairRDD<RecordKey, Boolean> ordered =
        source
            .rows()
            .toJavaRDD()
            .mapPartitionsToPair(
                new EncodeTask(encoder, HeldOutRows.index(source), request.seed(), failures))
            .repartitionAndSortWithinPartitions(new KeyRanges(parts));
    BlockTask task =
        new BlockTask(
            new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()),
            recipe,
            request.directory(),
            split(ordered, request, failures),
            request.compression(),
            request.statistics());
    List<BlockTask.Part> written =
        JavaBytes.read(
            ordered.mapPartitionsWithIndex(task, true).map(JavaBytes::write).collect(),
            BlockTask.Part.class);
    TaskFailure.throwFirst(failures.value());
    TaskFailure.throwFirst(
        written.stream().flatMap(part -> Stream.ofNullable(part.failure())).toList());
    checkSkipped();
    return merged(written, request.samples());
  }

  private BlockTask.Split split(
      JavaPairRDD<RecordKey, Boolean> ordered,
      Request request,
      CollectionAccumulator<TaskFailure> failures) {
    if (request.heldOut().applyAsLong(request.samples()) == 0) {
      return BlockTask.Split.NONE;
    }
    List<Long> counts =
        ordered
            .mapPartitions(
                records -> {
                  long count = 0;
                  for (; records.hasNext(); records.next()) {
                    count++;
                  }
                  return List.of(count).iterator();
                })
            .collect();
    TaskFailure.throwFirst(failures.value());
    checkSkipped();
    ArrayList<Long> firstRank = new ArrayList<>();
    long rank = 0;
    for (long count : counts) {
      firstRank.add(rank);
      rank += count;
    }
    return new BlockTask.Split(request.heldOut().applyAsLong(rank), firstRank);
  }

  private void checkSkipped() {
    SkippedFiles skipped = source.skipped();
    if (skipped != null) {
      skipped.check(name);
    }
  }

  private Written merged(List<BlockTask.Part> parts, long expected) {
    List<BlockInfo> main = new ArrayList<>();
    List<BlockInfo> heldOut = new ArrayList<>();
    ValueStatistics statistics = null;
    for (BlockTask.Part part : parts) {
      main.addAll(part.main());
      heldOut.addAll(part.heldOut());
      ValueStatistics more = part.statistics();
      if (statistics == null) {
        statistics = more;
      } else if (more != null) {
        statistics.merge(more);
      }
    }
    long found = Stream.concat(main.stream(), heldOut.stream()).mapToLong(BlockInfo::records).sum();
    SkippedFiles skipped = source.skipped();
    long read = skipped == null ? found : found + skipped.count();
    if (read != expected) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          name,
          "had " + expected + " rows at first and " + read + " when they were read again",
          "Run again when nothing writes to it");
    }
    return new Written(main, heldOut, statistics);
  }
}
