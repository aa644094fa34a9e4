package io.github.bellows.worker.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.torch.TorchProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Spark sends tasks as Java objects; what one carries is keys and a place. */
class TaskSerializationTest {
  static Stream<Serializable> tasks() {
    Network network = TestNetworks.of(TestNetworks.EVERYTHING);
    Supplies supplies =
        new Supplies(
            network,
            new TorchProvider(),
            FeatureDecoding.NONE,
            new Storage(new Configuration(false)));
    // Within this JVM: broadcasts, which have an identity and no content, are Spark's to test.
    try (Delivery delivery = new Delivery(supplies, null);
        SentParameters sent = new SentParameters(network.initialParameters(1), null)) {
      return Stream.of(
          new GangTask("a key"),
          new EvaluationTask(delivery, "file:/prepared/abc/train", sent),
          new StatisticsTask(delivery, "file:/prepared/abc/train", sent, 64),
          new PredictionTask<String>(delivery, sent),
          new PreflightTask(
              List.of(new TorchProvider()),
              new SharedPlace("data.prepared", "file:/prepared", ".preflight-1"),
              new Storage(new Configuration(false))));
    }
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void crossesAsItIsAndSmall(Serializable task) throws Exception {
    byte[] bytes = bytes(task);
    assertThat(bytes.length).isLessThan(1000);
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      Object copy = in.readObject();
      assertThat(copy).hasSameClassAs(task);
      assertThat(bytes((Serializable) copy)).isEqualTo(bytes);
    }
  }

  private static byte[] bytes(Serializable task) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(task);
    }
    return bytes.toByteArray();
  }
}
