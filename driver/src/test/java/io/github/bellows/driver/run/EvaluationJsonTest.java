package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bellows.common.metric.ClassificationSums;
import io.github.bellows.common.metric.MaskSums;
import io.github.bellows.common.metric.MultiLabelSums;
import io.github.bellows.common.metric.MultiOutputEvaluation;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationJsonTest {
  @Test
  void masksHaveTheirPlacesAndOverlaps() {
    MaskSums sums = new MaskSums(2);
    sums.addPlace(0, 0);
    sums.addPlace(0, 0);
    sums.addSample(0.5, 1);
    JsonNode json = EvaluationJson.of(sums.result(), List.of(List.of("ground", "sky")));
    assertThat(json.get("samples").asInt()).isEqualTo(1);
    assertThat(json.get("places").asInt()).isEqualTo(2);
    assertThat(json.get("meanIoU").asDouble()).isEqualTo(1);
    assertThat(json.get("intersectionOverUnion")).hasToString("[1.0,null]");
    assertThat(json.get("labels")).hasToString("[\"ground\",\"sky\"]");
    assertThat(json.get("confusion")).hasToString("[[2,0],[0,0]]");
  }

  @Test
  void severalOutputsStandUnderTheirNamesAndTheirScalarsAtTheTop() {
    ClassificationSums kinds = new ClassificationSums(2);
    kinds.add(0, 1, 0.5);
    MultiLabelSums tags = new MultiLabelSums(1);
    tags.addLabel(0, true, true);
    tags.addSample(0.25, 1);
    JsonNode json =
        EvaluationJson.of(
            new MultiOutputEvaluation(
                List.of(
                    new MultiOutputEvaluation.Part("kind", 1, kinds.result()),
                    new MultiOutputEvaluation.Part("tags", 2, tags.result()))),
            List.of(List.of("cat", "dog"), List.of()));
    assertThat(json.get("loss").asDouble()).isEqualTo(1);
    assertThat(json.get("kind.accuracy").asDouble()).isZero();
    assertThat(json.get("tags.accuracy").asDouble()).isEqualTo(1);
    assertThat(json.has("confusion")).isFalse();
    assertThat(json.at("/outputs/kind/labels")).hasToString("[\"cat\",\"dog\"]");
    assertThat(json.at("/outputs/kind/confusion")).hasToString("[[0,1],[0,0]]");
    assertThat(json.at("/outputs/tags/positives")).hasToString("[1]");
    assertThat(json.at("/outputs/tags/labels")).hasToString("[\"0\"]");
  }
}
