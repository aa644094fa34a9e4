package io.github.bellows.worker.task;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleOrder;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.metric.ClassificationSums;
import io.github.bellows.common.metric.EvaluationSums;
import io.github.bellows.common.metric.RegressionSums;
import io.github.bellows.common.model.Network;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.EvaluatedBatch;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.jspecify.annotations.Nullable;

/**
 * Measures parameters on some chunks of a sample set. Chunks have a fixed size, and each gives sums
 * of its own, so that whoever merges them in order gets the same bits however they were dealt out.
 */
public final class EvaluationTask
    implements FlatMapFunction<Iterator<Integer>, EvaluationTask.Result> {
  /** Samples of a chunk; the last one may be short. */
  public static final int CHUNK = 512;

  private static final long serialVersionUID = 1L;

  private final String key;

  /** Creates a task that finds its {@link Subject} in this JVM. */
  public EvaluationTask(String key) {
    this.key = key;
  }

  /**
   * What is measured.
   *
   * @param network the network
   * @param parameters its parameters
   * @param samples in stored order
   * @param engines opens the task's engine
   */
  public record Subject(
      Network network, FlatMemory parameters, BlockSet samples, EngineProvider engines) {}

  /**
   * What one chunk gives.
   *
   * @param chunk its number
   * @param sums figures over its samples; null if the task failed
   * @param outcome the failure, if any
   */
  public record Result(int chunk, @Nullable EvaluationSums sums, TaskOutcome outcome)
      implements Serializable {}

  @Override
  public Iterator<Result> call(Iterator<Integer> chunks) {
    List<Result> results = new ArrayList<>();
    try {
      Subject subject = JvmShared.find(key, Subject.class);
      if (subject == null) {
        throw TrainingException.of(
            ErrorCode.CONFIGURATION,
            "spark.master",
            "this version evaluates in the driver's JVM only",
            "Run with --master 'local[n]'");
      }
      try (GradientEngine engine =
          subject.engines().open(subject.network(), subject.parameters())) {
        SampleBatch batch = new SampleBatch(subject.samples().schema(), CHUNK);
        while (chunks.hasNext()) {
          int chunk = chunks.next();
          results.add(new Result(chunk, measure(subject, engine, batch, chunk), TaskOutcome.DONE));
        }
      }
    } catch (Exception | LinkageError failure) {
      results.add(new Result(-1, null, TaskOutcome.failed(failure)));
    }
    return results.iterator();
  }

  private static EvaluationSums measure(
      Subject subject, GradientEngine engine, SampleBatch batch, int chunk) {
    long samples = subject.samples().samples();
    long first = (long) chunk * CHUNK;
    int count = (int) Math.min(CHUNK, samples - first);
    subject.samples().read(SampleOrder.stored(samples), first, count, batch);
    int width = Math.toIntExact(subject.network().output().elements());
    EvaluatedBatch evaluated = EvaluatedBatch.of(subject.network(), count);
    engine.evaluate(batch, evaluated);
    float[] outputs = evaluated.outputs()[0];
    float[] losses = evaluated.losses()[0];
    return subject.network().spec().loss() instanceof CrossEntropy
        ? classification(batch, outputs, losses, width)
        : regression(batch, outputs, losses, width);
  }

  private static EvaluationSums classification(
      SampleBatch batch, float[] outputs, float[] losses, int classes) {
    ClassificationSums sums = new ClassificationSums(classes);
    for (int sample = 0; sample < losses.length; sample++) {
      int predicted = indexOfLargest(outputs, sample * classes, classes);
      sums.add((int) batch.classes().get(sample), predicted, losses[sample]);
    }
    return sums;
  }

  private static EvaluationSums regression(
      SampleBatch batch, float[] outputs, float[] losses, int width) {
    RegressionSums sums = new RegressionSums(width);
    float[] targets = new float[outputs.length];
    batch.targets().get(0, targets);
    for (int sample = 0; sample < losses.length; sample++) {
      sums.add(targets, outputs, sample * width, losses[sample]);
    }
    return sums;
  }

  /**
   * Returns the place, counted from {@code from}, of the largest of some numbers; the first if
   * equal.
   */
  public static int indexOfLargest(float[] values, int from, int count) {
    int largest = 0;
    for (int i = 1; i < count; i++) {
      if (values[from + i] > values[from + largest]) {
        largest = i;
      }
    }
    return largest;
  }
}
