package io.github.bellows.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleOrder;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.metric.ClassificationSums;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.TestSamples;
import io.github.bellows.worker.engine.EvaluatedBatch;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.torch.TorchProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The task as Spark calls it. */
class EvaluationTaskTest {
  private static final int SAMPLES = 2 * EvaluationTask.CHUNK + 76;
  private static final int CLASSES = 3;

  @TempDir Path directory;

  private final Network network =
      TestNetworks.of(
          """
          input: [1, 4, 4]
          layers: [flatten, dropout: { rate: 0.5 }, dense: { name: out, units: 3 }]
          """);
  private final FlatMemory parameters = TestNetworks.parameters(network, 3);

  @Test
  void eachChunkGivesTheSumsOfItsSamples() {
    try (BlockSet samples = TestSamples.images(directory, Shape.of(1, 4, 4), CLASSES, SAMPLES);
        Delivery delivery = new Delivery(supplies(), null);
        SentParameters sent = new SentParameters(network.initialParameters(3), null)) {
      EvaluationTask task = new EvaluationTask(delivery, directory.toUri().toString(), sent);
      List<EvaluationTask.Result> all = run(task, 0, 1, 2);
      assertThat(all.stream().map(EvaluationTask.Result::chunk)).containsExactly(0, 1, 2);
      List<EvaluationTask.Result> alone = run(task, 2);
      assertThat(sums(alone.get(0)).lossSum()).isEqualTo(sums(all.get(2)).lossSum());
      assertThat(sums(alone.get(0)).confusion()).isEqualTo(sums(all.get(2)).confusion());
      assertThat(sums(all.get(2)).count()).isEqualTo(76);
      ClassificationSums merged = new ClassificationSums(CLASSES);
      all.forEach(result -> merged.merge(sums(result)));
      ClassificationSums expected = oneByOne(samples);
      assertThat(merged.confusion()).isEqualTo(expected.confusion());
      assertThat(merged.lossSum()).isCloseTo(expected.lossSum(), within(1e-5 * expected.lossSum()));
    }
  }

  /** Evaluates one sample at a time. */
  private ClassificationSums oneByOne(BlockSet samples) {
    ClassificationSums sums = new ClassificationSums(CLASSES);
    SampleBatch batch = new SampleBatch(samples.schema(), 1);
    EvaluatedBatch evaluated = EvaluatedBatch.of(network, 1);
    float[] outputs = evaluated.outputs()[0];
    try (GradientEngine engine = new TorchProvider().open(network, parameters)) {
      for (int sample = 0; sample < SAMPLES; sample++) {
        samples.read(SampleOrder.stored(SAMPLES), sample, 1, batch);
        engine.evaluate(batch, evaluated);
        int predicted = 0;
        for (int c = 1; c < CLASSES; c++) {
          predicted = outputs[c] > outputs[predicted] ? c : predicted;
        }
        sums.add((int) batch.classes().get(0), predicted, evaluated.losses()[0][0]);
      }
    }
    return sums;
  }

  @Test
  void aFailureComesBackAsAValue() {
    Delivery delivery = new Delivery(supplies(), null);
    SentParameters sent = new SentParameters(network.initialParameters(3), null);
    String nowhere = directory.resolve("nothing").toUri().toString();
    TaskOutcome missing = failure(new EvaluationTask(delivery, nowhere, sent));
    assertThat(missing.code()).isEqualTo(ErrorCode.INPUT_MISSING);
    assertThat(missing.message()).contains("there is no such file or directory");
    TestSamples.images(directory, Shape.of(1, 4, 4), CLASSES, 2).close();
    EvaluationTask task = new EvaluationTask(delivery, directory.toUri().toString(), sent);
    sent.close();
    assertThat(failure(task).message())
        .isEqualTo("parameters: the driver has withdrawn them. Run the command again.");
    delivery.close();
    assertThat(failure(task).message())
        .isEqualTo("supplies: the driver has withdrawn them. Run the command again.");
  }

  private static TaskOutcome failure(EvaluationTask task) {
    List<EvaluationTask.Result> results = run(task, 0, 1);
    assertThat(results).hasSize(1);
    return results.get(0).outcome();
  }

  private Supplies supplies() {
    return new Supplies(
        network,
        new TorchProvider(),
        FeatureDecoding.uniform(0, 255),
        new Storage(new Configuration()));
  }

  private static List<EvaluationTask.Result> run(EvaluationTask task, Integer... chunks) {
    List<EvaluationTask.Result> results = new ArrayList<>();
    Iterator<EvaluationTask.Result> given = task.call(List.of(chunks).iterator());
    given.forEachRemaining(results::add);
    return results;
  }

  private static ClassificationSums sums(EvaluationTask.Result result) {
    return (ClassificationSums) Objects.requireNonNull(result.sums());
  }
}
