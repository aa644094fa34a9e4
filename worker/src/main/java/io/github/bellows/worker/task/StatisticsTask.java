package io.github.bellows.worker.task;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleOrder;
import io.github.bellows.common.model.BatchNorm;
import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.random.SeededRandom;
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

  private final Delivery delivery;
  private final String set;
  private final SentParameters sent;
  private final int batch;

  /**
   * Creates a task.
   *
   * @param delivery brings network and engine
   * @param set the directory of the samples, qualified; read in stored order
   * @param sent the parameters; what they hold of statistics does not matter
   * @param batch samples of a batch
   */
  public StatisticsTask(Delivery delivery, String set, SentParameters sent, int batch) {
    this.delivery = delivery;
    this.set = set;
    this.sent = sent;
    this.batch = batch;
  }

  /** Returns the number of stretches that some samples make in batches of a size. */
  public static int stretches(long samples, int batch) {
    long size = (long) batch * BATCHES;
    return Math.toIntExact((samples + size - 1) / size);
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
      Supplies supplies = delivery.supplies();
      Network network = measuring(supplies.network().spec());
      BlockSet samples = supplies.open(set);
      try (ParameterCopies.Lease parameters = supplies.parameters().of(sent);
          GradientEngine engine = supplies.engines().open(network, parameters.memory())) {
        while (stretches.hasNext()) {
          results.add(measure(network.layout(), samples, engine, stretches.next()));
        }
      }
    } catch (Exception | LinkageError failure) {
      results.add(new Result(-1, null, 0, TaskOutcome.failed(failure)));
    }
    return results.iterator();
  }

  /** Returns the network in which a batch's own statistics replace the old ones whole. */
  private static Network measuring(ModelSpec spec) {
    List<NamedLayer> layers =
        spec.layers().stream()
            .map(layer -> new NamedLayer(layer.name(), layer.inputs(), measuring(layer.spec())))
            .toList();
    return Network.of(new ModelSpec(spec.inputs(), layers, spec.outputs()));
  }

  private static LayerSpec measuring(LayerSpec layer) {
    return layer instanceof BatchNorm norm
        ? new BatchNorm(norm.epsilon(), 1, norm.affine(), norm.unbiased())
        : layer;
  }

  private Result measure(
      ParameterLayout layout, BlockSet samples, GradientEngine engine, int stretch) {
    SampleBatch taken = new SampleBatch(samples.schema(), batch);
    FlatMemory gradient = new FlatMemory(layout.length());
    float[] statistics = new float[layout.length() - layout.learned()];
    double[] sums = new double[statistics.length];
    double weight = 0;
    long first = (long) stretch * BATCHES * batch;
    long end = Math.min(samples.samples(), first + (long) BATCHES * batch);
    SampleOrder order = SampleOrder.stored(samples.samples());
    for (long from = first; from < end; from += batch) {
      samples.read(order, from, (int) Math.min(batch, end - from), taken);
      weight += engine.gradient(taken, gradient, SeededRandom.key(stretch, from, 0)).weight();
      gradient.get(layout.learned(), statistics, 0, statistics.length);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += statistics[i];
      }
    }
    return new Result(stretch, sums, weight, TaskOutcome.DONE);
  }
}
