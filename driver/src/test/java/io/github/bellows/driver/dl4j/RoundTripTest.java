package io.github.bellows.driver.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.driver.dl4j.network.TheirNetwork;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.torch.TorchProvider;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/** Networks of theirs and what becomes of them compute and learn the same. */
class RoundTripTest {
  private static final double TOLERANCE = 1e-5;

  static Stream<NetworkCase> networks() {
    return Stream.of(
            FeedForwardNetworks.all(),
            ConvolutionNetworks.all(),
            RecurrentNetworks.all(),
            GraphNetworks.all())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void outputsAndAStepAgree(NetworkCase networkCase) {
    TheirNetwork theirs = networkCase.network();
    Examples examples = networkCase.examples();
    EngineProvider torch = new TorchProvider();
    RoundTrip ours = new RoundTrip(theirs, examples);
    assertClose("outputs", ours.predictions(torch), outputs(theirs, examples));
    INDArray before = theirs.model().params().dup();
    fit(theirs, examples);
    ours.descend(torch, NetworkCase.RATE);
    INDArray after = theirs.model().params();
    assertThat(after).isNotEqualTo(before);
    assertClose(
        "parameters after a step", List.of(ours.parameters()), List.of(RoundTrip.values(after)));
    assertClose("outputs after a step", ours.predictions(torch), outputs(theirs, examples));
  }

  private static void fit(TheirNetwork theirs, Examples examples) {
    INDArray[] features = examples.features().toArray(INDArray[]::new);
    INDArray[] labels = examples.labels().toArray(INDArray[]::new);
    if (theirs instanceof TheirNetwork.Layers layers) {
      layers.model().fit(features[0], labels[0]);
    } else {
      ((TheirNetwork.Graph) theirs).model().fit(new MultiDataSet(features, labels));
    }
  }

  private static List<float[]> outputs(TheirNetwork theirs, Examples examples) {
    INDArray[] features = examples.features().toArray(INDArray[]::new);
    INDArray[] outputs =
        theirs instanceof TheirNetwork.Layers layers
            ? new INDArray[] {layers.model().output(features[0])}
            : ((TheirNetwork.Graph) theirs).model().output(features);
    return Stream.of(outputs).map(RoundTrip::values).toList();
  }

  private static void assertClose(String what, List<float[]> found, List<float[]> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int k = 0; k < expected.size(); k++) {
      assertThat(found.get(k)).as(what).hasSameSizeAs(expected.get(k));
      for (int i = 0; i < expected.get(k).length; i++) {
        assertThat((double) found.get(k)[i])
            .as("%s %s[%s]", what, k, i)
            .isCloseTo(expected.get(k)[i], within(TOLERANCE));
      }
    }
  }
}
