package io.github.bellows.driver.cluster;

import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.common.metric.EvaluationSums;
import io.github.bellows.driver.train.Validator;
import io.github.bellows.worker.task.Delivery;
import io.github.bellows.worker.task.EvaluationTask;
import io.github.bellows.worker.task.JavaBytes;
import io.github.bellows.worker.task.SentParameters;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/** Measures parameters by a Spark job over chunks of a sample set, merged in order. */
public final class SparkValidator implements Validator {
  private final JavaSparkContext spark;
  private final Delivery delivery;
  private final String set;
  private final int workers;

  /**
   * Creates a validator.
   *
   * @param delivery brings network and engine to the tasks; open as long as this is used
   * @param set the directory of the samples, qualified
   * @param workers tasks at once
   */
  public SparkValidator(JavaSparkContext spark, Delivery delivery, String set, int workers) {
    this.spark = spark;
    this.delivery = delivery;
    this.set = set;
    this.workers = workers;
  }

  @Override
  public Evaluation evaluate(float[] parameters) {
    long samples = delivery.supplies().open(set).samples();
    int chunks = Math.toIntExact((samples + EvaluationTask.CHUNK - 1) / EvaluationTask.CHUNK);
    List<Integer> all = IntStream.range(0, chunks).boxed().toList();
    List<byte[]> bytes;
    try (JobLabels labels = JobLabels.description(spark.sc(), "Bellows: evaluate");
        SentParameters sent = new SentParameters(spark, parameters)) {
      bytes =
          spark
              .parallelize(all, Math.min(workers, chunks))
              .mapPartitions(new EvaluationTask(delivery, set, sent))
              .map(JavaBytes::write)
              .collect();
    }
    List<EvaluationTask.Result> results = JavaBytes.read(bytes, EvaluationTask.Result.class);
    results.forEach(result -> result.outcome().rethrow());
    List<EvaluationSums> inOrder =
        results.stream()
            .sorted(Comparator.comparingInt(EvaluationTask.Result::chunk))
            .map(result -> Objects.requireNonNull(result.sums()))
            .toList();
    EvaluationSums sums = inOrder.get(0);
    inOrder.subList(1, inOrder.size()).forEach(sums::merge);
    return sums.result();
  }
}
