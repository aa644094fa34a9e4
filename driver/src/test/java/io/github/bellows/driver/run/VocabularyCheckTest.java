package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.data.CategoryColumn;
import io.github.bellows.common.data.CategoryColumn.Encoding;
import io.github.bellows.common.data.FeatureColumn;
import io.github.bellows.common.data.FeatureScaling;
import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.LabelField;
import io.github.bellows.common.data.NumberColumn;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.data.RowSelection;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.data.SourceFormat;
import io.github.bellows.common.data.TextColumn;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VocabularyCheckTest {
  private static final List<String> JOBS = List.of("baker", "miner", "smith");
  private static final FeatureColumn JOB =
      new CategoryColumn("job", JOBS, JOBS, Encoding.INDEX, -1);
  private static final FeatureColumn NOTE =
      new TextColumn("note", 2, List.of("a", "b", "c"), List.of("a", "b", "c"));

  private static void check(String inputs, String read, int vocabulary, FeatureColumn... columns) {
    int width = List.of(columns).stream().mapToInt(FeatureColumn::width).sum();
    SampleSchema schema =
        new SampleSchema(
            Shape.of(width),
            FeatureType.FLOAT32,
            List.of(new LabelField("y", new Label.Values(1))),
            false,
            false);
    Preprocessing recipe =
        new Preprocessing(
            new SourceFormat("csv", Map.of(), RowSelection.ALL),
            List.of(columns),
            null,
            null,
            schema,
            FeatureScaling.NONE);
    String yaml =
        """
        %s
        layers:
          - embedding: { name: words, vocabulary: %d, size: 2%s }
          - flatten
          - dense: { name: out, units: 1 }
        loss: meanSquaredError
        """;
    Network network = Network.of(ModelYaml.read(yaml.formatted(inputs, vocabulary, read), "test"));
    VocabularyCheck.check(network, recipe);
  }

  @Test
  void categoriesNeedOneMoreThanTheyAre() {
    assertThatCode(() -> check("input: [1]", "", 4, JOB)).doesNotThrowAnyException();
    assertThatThrownBy(() -> check("input: [1]", "", 3, JOB))
        .hasMessage(
            "model.layers.words (embedding): vocabulary = 3: column job has 4 numbers, with the one"
                + " for unknown values. Write vocabulary: 4.");
  }

  @Test
  void wordsNeedTwoMore() {
    assertThatCode(() -> check("input: [3]", "", 5, NOTE, JOB)).doesNotThrowAnyException();
    assertThatThrownBy(() -> check("input: [3]", "", 4, JOB, NOTE))
        .hasMessageContaining("column note has 5 numbers")
        .hasMessageContaining("Write vocabulary: 5.");
  }

  @Test
  void numbersAreNoIndices() {
    assertThatCode(() -> check("input: [1]", "", 1, new NumberColumn("age")))
        .doesNotThrowAnyException();
  }
}
