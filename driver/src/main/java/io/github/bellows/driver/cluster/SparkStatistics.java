package io.github.bellows.driver.cluster;

import io.github.bellows.worker.task.Delivery;
import io.github.bellows.worker.task.JavaBytes;
import io.github.bellows.worker.task.SentParameters;
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
 * @param delivery brings network and engine to the tasks
 * @param set the directory of the training data, qualified
 * @param batch samples of a batch
 * @param workers tasks at once
 */
public record SparkStatistics(
    JavaSparkContext spark, Delivery delivery, String set, int batch, int workers) {

  /** Replaces the statistics behind some parameters, in place; nothing if there are none. */
  public void measure(float[] parameters) {
    int learned = delivery.supplies().network().layout().learned();
    if (parameters.length == learned) {
      return;
    }
    double[] sums = new double[parameters.length - learned];
    double weight = 0;
    for (StatisticsTask.Result result : run(parameters)) {
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

  private List<StatisticsTask.Result> run(float[] parameters) {
    long samples = delivery.supplies().open(set).samples();
    List<Integer> all =
        IntStream.range(0, StatisticsTask.stretches(samples, batch)).boxed().toList();
    try (JobLabels labels = JobLabels.description(spark.sc(), "Bellows: measure statistics");
        SentParameters sent = new SentParameters(spark, parameters)) {
      List<byte[]> bytes =
          spark
              .parallelize(all, Math.min(workers, all.size()))
              .mapPartitions(new StatisticsTask(delivery, set, sent, batch))
              .map(JavaBytes::write)
              .collect();
      List<StatisticsTask.Result> results = JavaBytes.read(bytes, StatisticsTask.Result.class);
      results.forEach(result -> result.outcome().rethrow());
      return results.stream()
          .sorted(Comparator.comparingInt(StatisticsTask.Result::stretch))
          .toList();
    }
  }
}
