package io.github.bellows.driver.prepare;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.util.CollectionAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a source that tasks have left out since they cannot be read: how many, and the names
 * of the first. A partition that is computed twice counts once.
 */
final class SkippedFiles implements Serializable {
  private static final Logger LOG = LoggerFactory.getLogger(SkippedFiles.class);

  /** Names that a message has. */
  private static final int SHOWN = 5;

  private static final long serialVersionUID = 1L;

  private final CollectionAccumulator<Part> parts;
  private final long files;

  /** What one partition left out, its first names in order. */
  private record Part(int partition, long count, ArrayList<String> names) implements Serializable {}

  /**
   * Creates a count that starts at zero.
   *
   * @param files how many the source has
   */
  SkippedFiles(SparkContext context, long files) {
    this.parts = context.collectionAccumulator("skipped files");
    this.files = files;
  }

  /** Counts in one task; sent when its partition ends. */
  final class Counter {
    private final ArrayList<String> names = new ArrayList<>();
    private long count;

    private Counter() {}

    /** Adds a file that was left out. */
    void add(String name) {
      count++;
      if (names.size() < SHOWN) {
        names.add(name);
      }
    }

    /** Sends the count to the driver; called at the end of the partition. */
    void send() {
      if (count > 0) {
        parts.add(new Part(TaskContext.getPartitionId(), count, names));
        count = 0;
      }
    }
  }

  /** Returns a counter of this task. */
  Counter counter() {
    return new Counter();
  }

  private Collection<Part> once() {
    Map<Integer, Part> once = new TreeMap<>();
    parts.value().forEach(part -> once.put(part.partition, part));
    return once.values();
  }

  /** Returns how many files were left out by the jobs that have run. */
  long count() {
    return once().stream().mapToLong(Part::count).sum();
  }

  /** Logs how many were left out, if any was. */
  void log(String name) {
    if (count() > 0) {
      LOG.warn("{}: {}", name, sentence());
    }
  }

  /** Returns how many were left out, and the first of them. */
  private String sentence() {
    long count = count();
    List<String> names = once().stream().flatMap(part -> part.names.stream()).limit(SHOWN).toList();
    return String.format(
        Locale.ROOT,
        "%,d of %,d files %s skipped, since %s cannot be read: %s%s",
        count,
        files,
        count == 1 ? "was" : "were",
        count == 1 ? "it" : "they",
        String.join(", ", names),
        count > names.size() ? ", …" : "");
  }

  /**
   * Throws if more than half of the files were left out.
   *
   * @throws TrainingException ({@link ErrorCode#BAD_DATA})
   */
  void check(String name) {
    if (2 * count() > files) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          name,
          sentence() + "; at most half may be",
          "Check that these are images; with onBadRecord: fail the first one says what is wrong");
    }
  }
}
