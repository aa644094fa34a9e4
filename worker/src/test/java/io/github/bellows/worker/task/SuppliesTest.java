package io.github.bellows.worker.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.initial.Constant;
import io.github.bellows.common.initial.HeNormal;
import io.github.bellows.common.initial.Initializer;
import io.github.bellows.common.initial.LecunNormal;
import io.github.bellows.common.initial.Normal;
import io.github.bellows.common.initial.Orthogonal;
import io.github.bellows.common.initial.ScaledNormal;
import io.github.bellows.common.initial.Uniform;
import io.github.bellows.common.loss.BinaryCrossEntropy;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.loss.Hinge;
import io.github.bellows.common.loss.Huber;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.loss.MeanAbsoluteError;
import io.github.bellows.common.loss.MeanSquaredError;
import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.Initialization;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.ModuleReader;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.TestSamples;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.dl4j.Dl4jProvider;
import io.github.bellows.worker.engine.torch.LayerRow;
import io.github.bellows.worker.engine.torch.LayerRows;
import io.github.bellows.worker.engine.torch.TorchProvider;
import io.github.bellows.worker.engine.torch.TorchScriptModules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What reaches another JVM is what the driver had. */
class SuppliesTest {
  private static final Path EXAMPLES = Path.of("../conf/examples");
  private static final Path MODULES = Path.of("src/test/resources/torchscript");

  @TempDir Path directory;

  static Stream<Path> examples() throws IOException {
    return Files.list(EXAMPLES).sorted();
  }

  static Stream<LayerRow> layers() {
    return LayerRows.all().stream();
  }

  static Stream<Loss> losses() {
    return Stream.of(
        new CrossEntropy(List.of(1.0, 2.0), 0.1),
        new BinaryCrossEntropy(),
        new MeanSquaredError(),
        new MeanAbsoluteError(),
        new Huber(0.5),
        new Hinge());
  }

  static Stream<Initializer> initializers() {
    return Stream.of(
        new Constant(2),
        new Uniform(-1, 3),
        new Normal(1, 2),
        new ScaledNormal(),
        new HeNormal(0.1),
        new LecunNormal(),
        new Orthogonal(2));
  }

  private static Supplies supplies(Network network, EngineProvider engines) {
    return new Supplies(
        network, engines, FeatureDecoding.uniform(0, 255), new Storage(new Configuration()));
  }

  private static Supplies elsewhere(Supplies supplies) {
    return JavaBytes.read(JavaBytes.write(supplies), Supplies.class);
  }

  private static void requireArrives(Network network) {
    Supplies arrived = elsewhere(supplies(network, new TorchProvider()));
    assertThat(arrived.network()).isNotSameAs(network).isSameAs(arrived.network());
    assertThat(arrived.network().spec()).isEqualTo(network.spec());
    assertThat(arrived.network().layout()).isEqualTo(network.layout());
    assertThat(arrived.network().initialParameters(5)).isEqualTo(network.initialParameters(5));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theNetworkOfEveryExampleArrives(Path file) throws IOException {
    requireArrives(
        Network.of(
            ConfigLoader.load(file.toString(), Files.readString(file), Map.of(), List.of())
                .config()
                .model()
                .spec(ModuleReader.NONE)));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void everyLayerArrives(LayerRow row) {
    requireArrives(row.network());
  }

  @ParameterizedTest
  @MethodSource("losses")
  void everyLossArrives(Loss loss) {
    requireArrives(dense(Initialization.DEFAULT, loss));
  }

  @ParameterizedTest
  @MethodSource("initializers")
  void everyRuleForFirstValuesArrives(Initializer rule) {
    requireArrives(dense(new Initialization(rule, null, rule), new MeanSquaredError()));
  }

  private static Network dense(Initialization initialization, Loss loss) {
    Dense spec = new Dense(2, true, new Activation.Identity(), initialization);
    return Network.of(
        new ModelSpec(Shape.of(3), List.of(new NamedLayer("out", List.of(), spec)), loss));
  }

  @Test
  void aTorchScriptModuleArrivesWithItsFile() throws IOException {
    byte[] file = Files.readAllBytes(MODULES.resolve("cnn.pt"));
    Shape image = Shape.of(2, 6, 6);
    requireArrives(
        Network.of(
            TorchScriptModules.examine("cnn.pt", file, List.of(image))
                .spec(
                    List.of(ModelInput.only(image)),
                    List.of(ModelSpec.last(List.of(), new MeanSquaredError())))));
  }

  @Test
  void theEngineIsOfTheSameKind() {
    Network network = TestNetworks.of(TestNetworks.EVERYTHING);
    assertThat(elsewhere(supplies(network, new TorchProvider())).engines())
        .isInstanceOf(TorchProvider.class);
    EngineProvider second = elsewhere(supplies(network, new Dl4jProvider())).engines();
    assertThat(second).isInstanceOf(Dl4jProvider.class);
    second.open(network, TestNetworks.parameters(network, 1)).close();
  }

  @Test
  void eachJvmOpensASetOnceAndReadsTheSameSamples() {
    TestSamples.images(directory, Shape.of(1, 2, 2), 3, 20).close();
    String set = directory.toUri().toString();
    try (Supplies here = supplies(TestNetworks.of(TestNetworks.EVERYTHING), new TorchProvider());
        Supplies there = elsewhere(here)) {
      assertThat(there.key()).isEqualTo(here.key());
      assertThat(there.open(set)).isSameAs(there.open(set)).isNotSameAs(here.open(set));
      assertThat(features(there.open(set))).isEqualTo(features(here.open(set)));
    }
  }

  private static float[] features(BlockSet set) {
    SampleBatch batch = new SampleBatch(set.schema(), 20);
    set.read(LongStream.range(0, 20).toArray(), 20, batch);
    float[] features = new float[20 * 4];
    batch.features().get(0, features);
    return features;
  }
}
