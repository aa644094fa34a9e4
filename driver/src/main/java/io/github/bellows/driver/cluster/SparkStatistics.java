package io.github.bellows.driver.cluster;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.model.BatchNorm;
import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Network;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.task.JavaBytes;
import io.github.bellows.worker.task.JvmShared;
import io.github.bellows.worker.task.StatisticsTask;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Measures the statistics of normalizations anew, by one pass over the training data in training
 * mode: after it, each is the mean of the batches' own, weighted by samples. An average of
 * parameters needs that, since its activations are not the mean of those it was made from.
 *
 * <p>PyTorch's {@code update_bn}, which weighs all batches alike.
 *
 * @param network the network
 * @param samples the training data
 * @param batch samples of a batch
 * @param workers tasks at once
 */
public record SparkStatistics(
    JavaSparkContext spark,
    Network network,
    BlockSet samples,
    EngineProvider engines,
    int batch,
    int workers) {

  /** Replaces the statistics behind some parameters, in place; nothing if there are none. */
  public void measure(float[] parameters) {
    int learned = network.layout().learned();
    if (parameters.length == learned) {
      return;
    }
    FlatMemory memory = new FlatMemory(parameters.length);
    memory.put(0, parameters, 0, parameters.length);
    StatisticsTask.Subject subject =
        new StatisticsTask.Subject(measuring(network.spec()), memory, samples, engines, batch);
    double[] sums = new double[parameters.length - learned];
    double weight = 0;
    for (StatisticsTask.Result result : run(subject)) {
      double[] stretch = Objects.requireNonNull(result.sums());
      for (int i = 0; i < sums.length; i++) {
        sums[i] += stretch[i];
      }
      weight += result.weight();
    }
    for (int i = 0; weight > 0 && i < sums.length; i++) {
      parameters[learned + i] = (float) (sums[i] / weight);
    }
  }

  private List<StatisticsTask.Result> run(StatisticsTask.Subject subject) {
    String key = JvmShared.publish(subject);
    List<Integer> all = IntStream.range(0, subject.stretches()).boxed().toList();
    try (JobLabels labels = JobLabels.description(spark.sc(), "Bellows: measure statistics")) {
      List<byte[]> bytes =
          spark
              .parallelize(all, Math.min(workers, all.size()))
              .mapPartitions(new StatisticsTask(key))
              .map(JavaBytes::write)
              .collect();
      List<StatisticsTask.Result> results = JavaBytes.read(bytes, StatisticsTask.Result.class);
      results.forEach(result -> result.outcome().rethrow());
      return results.stream()
          .sorted(Comparator.comparingInt(StatisticsTask.Result::stretch))
          .toList();
    } finally {
      JvmShared.remove(key);
    }
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
        ? new BatchNorm(norm.epsilon(), 1, norm.affine())
        : layer;
  }
}
