package io.github.bellows.worker.task;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleOrder;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.metric.EvaluationSums;
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
        Measurement measurement = new Measurement(subject.network(), batch.schema());
        while (chunks.hasNext()) {
          int chunk = chunks.next();
          EvaluationSums sums = measure(subject, measurement, engine, batch, chunk);
          results.add(new Result(chunk, sums, TaskOutcome.DONE));
        }
      }
    } catch (Exception | LinkageError failure) {
      results.add(new Result(-1, null, TaskOutcome.failed(failure)));
    }
    return results.iterator();
  }

  private static EvaluationSums measure(
      Subject subject,
      Measurement measurement,
      GradientEngine engine,
      SampleBatch batch,
      int chunk) {
    long samples = subject.samples().samples();
    long first = (long) chunk * CHUNK;
    int count = (int) Math.min(CHUNK, samples - first);
    subject.samples().read(SampleOrder.stored(samples), first, count, batch);
    EvaluatedBatch evaluated = EvaluatedBatch.of(subject.network(), count);
    engine.evaluate(batch, evaluated);
    return measurement.sums(batch, evaluated);
  }
}
