package io.github.bellows.worker.task;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleOrder;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the statistics of batches under fixed parameters, in training mode, stretch by stretch. A
 * stretch has a fixed number of batches, and each gives a sum of its own, so that whoever merges
 * them in order gets the same bits however they were dealt out.
 */
public final class StatisticsTask
    implements FlatMapFunction<Iterator<Integer>, StatisticsTask.Result> {
  /** Batches of a stretch; the last one may be short. */
  public static final int BATCHES = 16;

  private static final long serialVersionUID = 1L;

  private final String key;

  /** Creates a task that finds its {@link Subject} in this JVM. */
  public StatisticsTask(String key) {
    this.key = key;
  }

  /**
   * What is measured.
   *
   * @param network a network whose statistics after a batch are that batch's own
   * @param parameters its parameters
   * @param samples in stored order
   * @param engines opens the task's engine
   * @param batch samples of a batch
   */
  public record Subject(
      Network network, FlatMemory parameters, BlockSet samples, EngineProvider engines, int batch) {
    /** Returns the number of stretches. */
    public int stretches() {
      long size = (long) batch * BATCHES;
      return Math.toIntExact((samples.samples() + size - 1) / size);
    }
  }

  /**
   * What one stretch gives.
   *
   * @param stretch its number
   * @param sums sums over its batches of weight times statistic; null if the task failed
   * @param weight sum of the weights
   * @param outcome the failure, if any
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Result(int stretch, double @Nullable [] sums, double weight, TaskOutcome outcome)
      implements Serializable {}

  @Override
  public Iterator<Result> call(Iterator<Integer> stretches) {
    List<Result> results = new ArrayList<>();
    try {
      Subject subject = JvmShared.find(key, Subject.class);
      if (subject == null) {
        throw TrainingException.of(
            ErrorCode.CONFIGURATION,
            "spark.master",
            "this version averages in the driver's JVM only",
            "Run with --master 'local[n]'");
      }
      try (GradientEngine engine =
          subject.engines().open(subject.network(), subject.parameters())) {
        while (stretches.hasNext()) {
          results.add(measure(subject, engine, stretches.next()));
        }
      }
    } catch (Exception | LinkageError failure) {
      results.add(new Result(-1, null, 0, TaskOutcome.failed(failure)));
    }
    return results.iterator();
  }

  private static Result measure(Subject subject, GradientEngine engine, int stretch) {
    int learned = subject.network().layout().learned();
    int length = subject.network().layout().length();
    SampleBatch batch = new SampleBatch(subject.samples().schema(), subject.batch());
    FlatMemory gradient = new FlatMemory(length);
    float[] statistics = new float[length - learned];
    double[] sums = new double[length - learned];
    double weight = 0;
    long samples = subject.samples().samples();
    long first = (long) stretch * BATCHES * subject.batch();
    long end = Math.min(samples, first + (long) BATCHES * subject.batch());
    SampleOrder order = SampleOrder.stored(samples);
    for (long from = first; from < end; from += subject.batch()) {
      subject.samples().read(order, from, (int) Math.min(subject.batch(), end - from), batch);
      weight += engine.gradient(batch, gradient, SeededRandom.key(stretch, from, 0)).weight();
      gradient.get(learned, statistics, 0, statistics.length);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += statistics[i];
      }
    }
    return new Result(stretch, sums, weight, TaskOutcome.DONE);
  }
}
