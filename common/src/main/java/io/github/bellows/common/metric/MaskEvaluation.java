package io.github.bellows.common.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;

/**
 * How good masks are. The figures of a {@link ClassificationEvaluation} over all places (pixels) of
 * all samples together, and, with n[i][j] places of class i taken for class j:
 *
 * <ul>
 *   <li>intersection over union[c] = n[c][c] / (Σᵢ n[i][c] + Σⱼ n[c][j] − n[c][c]), the Jaccard
 *       index of the places that are c and those taken for it
 *   <li>meanIoU = its mean over the classes that occur in a label or a prediction
 * </ul>
 *
 * <p>A class that occurs in neither has 0/0: no figure, and no part in the mean, as is usual for
 * segmentation. One that only labels or only predictions have counts as 0.
 *
 * @param count samples
 * @param places the figures over the places: its count is that of the places, its loss the mean of
 *     the samples' losses
 * @param intersectionOverUnion by class; empty for one that occurs nowhere
 */
public record MaskEvaluation(
    long count, ClassificationEvaluation places, List<OptionalDouble> intersectionOverUnion)
    implements Evaluation {
  /** Copies the list. */
  public MaskEvaluation {
    intersectionOverUnion = List.copyOf(intersectionOverUnion);
  }

  static MaskEvaluation of(long samples, double loss, long[][] confusion) {
    long places = Arrays.stream(confusion).flatMapToLong(Arrays::stream).sum();
    List<OptionalDouble> overlaps = new ArrayList<>();
    for (int c = 0; c < confusion.length; c++) {
      long union = Arrays.stream(confusion[c]).sum() - confusion[c][c];
      for (long[] row : confusion) {
        union += row[c];
      }
      overlaps.add(
          union == 0
              ? OptionalDouble.empty()
              : OptionalDouble.of((double) confusion[c][c] / union));
    }
    return new MaskEvaluation(
        samples, ClassificationEvaluation.of(places, loss, confusion), overlaps);
  }

  @Override
  public double loss() {
    return places.loss();
  }

  /** Returns the mean over the classes that occur; 0 if there is no place at all. */
  public double meanIntersectionOverUnion() {
    return intersectionOverUnion.stream()
        .flatMapToDouble(OptionalDouble::stream)
        .average()
        .orElse(0);
  }

  @Override
  public SortedMap<String, Double> scalars() {
    SortedMap<String, Double> scalars = places.scalars();
    scalars.put(Metric.MEAN_IOU.key(), meanIntersectionOverUnion());
    return scalars;
  }
}
