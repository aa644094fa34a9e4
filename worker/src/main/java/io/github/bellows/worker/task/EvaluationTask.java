package io.github.bellows.worker.task;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleOrder;
import io.github.bellows.common.metric.EvaluationSums;
import io.github.bellows.common.model.Network;
import io.github.bellows.worker.engine.EvaluatedBatch;
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

  private final Delivery delivery;
  private final String set;
  private final SentParameters sent;

  /**
   * Creates a task.
   *
   * @param delivery brings network and engine
   * @param set the directory of the samples, qualified; read in stored order
   * @param sent the parameters to measure
   */
  public EvaluationTask(Delivery delivery, String set, SentParameters sent) {
    this.delivery = delivery;
    this.set = set;
    this.sent = sent;
  }

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
      Supplies supplies = delivery.supplies();
      Network network = supplies.network();
      BlockSet samples = supplies.open(set);
      try (ParameterCopies.Lease parameters = supplies.parameters().of(sent);
          GradientEngine engine = supplies.engines().open(network, parameters.memory())) {
        SampleBatch batch = new SampleBatch(samples.schema(), CHUNK);
        Measurement measurement = new Measurement(network, batch.schema());
        while (chunks.hasNext()) {
          int chunk = chunks.next();
          EvaluatedBatch evaluated = evaluate(network, engine, samples, chunk, batch);
          results.add(new Result(chunk, measurement.sums(batch, evaluated), TaskOutcome.DONE));
        }
      }
    } catch (Exception | LinkageError failure) {
      results.add(new Result(-1, null, TaskOutcome.failed(failure)));
    }
    return results.iterator();
  }

  /** Fills the batch with the samples of a chunk and returns what the network makes of them. */
  private static EvaluatedBatch evaluate(
      Network network, GradientEngine engine, BlockSet samples, int chunk, SampleBatch batch) {
    long first = (long) chunk * CHUNK;
    int count = (int) Math.min(CHUNK, samples.samples() - first);
    samples.read(SampleOrder.stored(samples.samples()), first, count, batch);
    EvaluatedBatch evaluated = EvaluatedBatch.of(network, count);
    engine.evaluate(batch, evaluated);
    return evaluated;
  }
}
