package io.github.bellows.driver.prepare;

import io.github.bellows.common.data.CategoryColumn;
import io.github.bellows.common.data.FeatureColumn;
import io.github.bellows.common.data.FeatureMoments;
import io.github.bellows.common.data.TextColumn;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.util.QuantileSummaries;
import org.jspecify.annotations.Nullable;

/**
 * Figures of the values of training records: moments and extremes of all, how often each code
 * occurs, and quantiles where they are asked for. Mutable; one thread at a time. The bits depend on
 * the order in which records are added and parts merged, which is that of the prepared set.
 */
final class ValueStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Ranks of quantiles may be off by this share of the samples. */
  private static final double RANK_ERROR = 1e-4;

  private final FeatureMoments moments;
  private final ArrayList<Codes> codes = new ArrayList<>();
  private final ArrayList<Quantiles> quantiles = new ArrayList<>();

  /** How often each code of a column occurs, whose values begin at a place. */
  private record Codes(int place, int values, long[] counts) implements Serializable {}

  /** The quantiles of the value at a place. */
  private static final class Quantiles implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int place;
    private QuantileSummaries summaries =
        new QuantileSummaries(
            QuantileSummaries.defaultCompressThreshold(),
            RANK_ERROR,
            QuantileSummaries.$lessinit$greater$default$3(),
            0,
            false);

    private Quantiles(int place) {
      this.place = place;
    }
  }

  /**
   * Creates statistics of no records.
   *
   * @param quantiles places of the values whose quantiles are asked for
   */
  ValueStatistics(List<FeatureColumn> columns, List<Integer> quantiles) {
    int place = 0;
    for (FeatureColumn column : columns) {
      if (column instanceof CategoryColumn category) {
        codes.add(new Codes(place, 1, new long[category.absent() + 1]));
      } else if (column instanceof TextColumn text) {
        int most = TextColumn.code(text.codes().size());
        codes.add(new Codes(place, text.length(), new long[most]));
      }
      place += column.stored();
    }
    moments = new FeatureMoments(place);
    quantiles.forEach(at -> this.quantiles.add(new Quantiles(at)));
  }

  /** Adds the values of a record. */
  void add(float[] values) {
    moments.add(values);
    for (Codes column : codes) {
      for (int i = 0; i < column.values; i++) {
        column.counts[(int) values[column.place + i]]++;
      }
    }
    for (Quantiles column : quantiles) {
      float value = values[column.place];
      if (!Float.isNaN(value)) {
        column.summaries = column.summaries.insert(value);
      }
    }
  }

  /** Makes the statistics ready to be sent and merged. */
  void finish() {
    quantiles.forEach(column -> column.summaries = column.summaries.compress());
  }

  /** Adds those of another part, which is finished, as these are. */
  void merge(ValueStatistics other) {
    moments.merge(other.moments);
    for (int i = 0; i < codes.size(); i++) {
      long[] counts = codes.get(i).counts;
      for (int code = 0; code < counts.length; code++) {
        counts[code] += other.codes.get(i).counts[code];
      }
    }
    for (int i = 0; i < quantiles.size(); i++) {
      QuantileSummaries more = other.quantiles.get(i).summaries;
      quantiles.get(i).summaries = quantiles.get(i).summaries.merge(more);
    }
  }

  FeatureMoments moments() {
    return moments;
  }

  /** Returns how often each code of the column at a place occurs. */
  long[] counts(int place) {
    return codes.stream()
        .filter(column -> column.place == place)
        .findFirst()
        .map(Codes::counts)
        .orElseThrow();
  }

  /**
   * Returns a quantile of the value at a place; null if no record has it.
   *
   * @param share such as 0.5 for the median
   */
  @Nullable Double quantile(int place, double share) {
    QuantileSummaries summaries =
        quantiles.stream()
            .filter(column -> column.place == place)
            .findFirst()
            .map(column -> column.summaries)
            .orElseThrow();
    scala.Option<Object> found = summaries.query(share);
    return found.isDefined() ? (Double) found.get() : null;
  }
}
