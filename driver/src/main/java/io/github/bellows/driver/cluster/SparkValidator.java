package io.github.bellows.driver.cluster;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.common.metric.EvaluationSums;
import io.github.bellows.common.model.Network;
import io.github.bellows.driver.train.Validator;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.task.EvaluationTask;
import io.github.bellows.worker.task.JavaBytes;
import io.github.bellows.worker.task.JvmShared;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/** Measures parameters by a Spark job over chunks of a sample set, merged in order. */
public final class SparkValidator implements Validator, AutoCloseable {
  private final JavaSparkContext spark;
  private final EvaluationTask.Subject subject;
  private final int workers;
  private final String key;

  /** Creates a validator; its parameter memory and sample set live until {@link #close}. */
  public SparkValidator(
      JavaSparkContext spark,
      Network network,
      BlockSet samples,
      EngineProvider engines,
      int workers) {
    this.spark = spark;
    this.workers = workers;
    FlatMemory parameters = new FlatMemory(network.layout().length());
    subject = new EvaluationTask.Subject(network, parameters, samples, engines);
    key = JvmShared.publish(subject);
  }

  @Override
  public Evaluation evaluate(float[] parameters) {
    subject.parameters().put(0, parameters, 0, parameters.length);
    int chunks =
        Math.toIntExact(
            (subject.samples().samples() + EvaluationTask.CHUNK - 1) / EvaluationTask.CHUNK);
    List<Integer> all = IntStream.range(0, chunks).boxed().toList();
    List<byte[]> bytes;
    try (JobLabels labels = JobLabels.description(spark.sc(), "Bellows: evaluate")) {
      bytes =
          spark
              .parallelize(all, Math.min(workers, chunks))
              .mapPartitions(new EvaluationTask(key))
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

  /** Frees the sample set. */
  @Override
  public void close() {
    JvmShared.remove(key);
    subject.samples().close();
  }
}
