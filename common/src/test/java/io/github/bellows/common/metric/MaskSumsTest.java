package io.github.bellows.common.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskSumsTest {
  private static final Offset<Double> ROUNDING = within(1e-15);

  private static MaskSums sums(JsonNode expected, int fromSample, int toSample) {
    int[] labels = Golden.ints(expected.get("labels"));
    int[] predicted = Golden.ints(expected.get("predicted"));
    int places = expected.get("places").intValue();
    MaskSums sums = new MaskSums(expected.get("classes").intValue());
    for (int sample = fromSample; sample < toSample; sample++) {
      for (int place = sample * places; place < (sample + 1) * places; place++) {
        sums.addPlace(labels[place], predicted[place]);
      }
      sums.addSample(sample, 1);
    }
    return sums;
  }

  @ParameterizedTest
  @ValueSource(strings = {"noisy", "oneSidedAndAbsent", "onlyBackground"})
  void agreesWithScikitLearnInOnePieceAndInTwo(String name) throws IOException {
    JsonNode expected = Golden.read("masks").required(name);
    int samples = expected.get("samples").intValue();
    MaskSums merged = sums(expected, 0, 1);
    merged.merge(sums(expected, 1, samples));
    for (MaskSums sums : List.of(sums(expected, 0, samples), merged)) {
      MaskEvaluation result = sums.result();
      assertThat(result.count()).isEqualTo(samples);
      assertThat(result.places().count()).isEqualTo(samples * expected.get("places").longValue());
      for (String metric :
          List.of("accuracy", "macroPrecision", "macroRecall", "macroF1", "meanIoU")) {
        assertThat(result.value(metric))
            .as(metric)
            .isCloseTo(expected.get(metric).doubleValue(), ROUNDING);
      }
      for (int c = 0; c < result.intersectionOverUnion().size(); c++) {
        JsonNode overlap = expected.get("intersectionOverUnion").get(c);
        OptionalDouble ours = result.intersectionOverUnion().get(c);
        assertThat(ours.isEmpty()).as("class %s", c).isEqualTo(overlap.isNull());
        ours.ifPresent(value -> assertThat(value).isCloseTo(overlap.doubleValue(), ROUNDING));
      }
      assertThat(result.places().confusion())
          .hasToString(expected.get("confusion").toString().replace(",", ", "));
    }
  }

  @Test
  void theLossIsTheWeightedMeanOverSamplesNotPlaces() {
    MaskSums sums = new MaskSums(2);
    for (int place = 0; place < 3; place++) {
      sums.addPlace(0, 0);
      sums.addPlace(0, 1);
    }
    sums.addSample(0.5, 1);
    sums.addSample(3 * 2.5, 3);
    assertThat(sums.count()).isEqualTo(2);
    assertThat(sums.weightSum()).isEqualTo(4);
    assertThat(sums.result().loss()).isEqualTo(2);
    assertThat(sums.result().value("loss")).isEqualTo(2);
    assertThat(sums.result().value("accuracy")).isEqualTo(0.5);
  }

  @Test
  void refusesWhatDoesNotFit() {
    MaskSums sums = new MaskSums(2);
    assertThatThrownBy(() -> sums.merge(new MaskSums(3)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sums.merge(new ClassificationSums(2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(sums::result).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new MaskSums(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
