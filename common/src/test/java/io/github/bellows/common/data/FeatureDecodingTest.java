package io.github.bellows.common.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.data.CategoryColumn.Encoding;
import io.github.bellows.common.data.NumberColumn.Filling;
import io.github.bellows.common.model.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureDecodingTest {
  private static final Label VALUE = new Label.Values(1);

  /** Returns the features of a record with some values. */
  private static float[] features(List<FeatureColumn> columns, float... values) {
    int width = columns.stream().mapToInt(FeatureColumn::width).sum();
    SampleSchema schema =
        new SampleSchema(
            Shape.of(width),
            values.length,
            FeatureType.FLOAT32,
            List.of(new LabelField("y", VALUE)),
            false,
            false);
    ByteBuffer record = ByteBuffer.allocate(schema.recordBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      record.putFloat(value);
    }
    float[] features = new float[width];
    FeatureDecoding decoding = FeatureDecoding.of(columns, FeatureScaling.NONE);
    new RecordDecoder(schema, decoding).features(record.array(), features);
    SampleBatch batch = new SampleBatch(schema, 2);
    new RecordDecoder(schema, decoding).append(record.array(), batch);
    float[] inBatch = new float[width];
    batch.features().get(0, inBatch);
    assertThat(inBatch).isEqualTo(features);
    return features;
  }

  @Test
  void fillsWhatIsMissing() {
    List<FeatureColumn> columns =
        List.of(
            new NumberColumn("a"),
            new NumberColumn("b", false, new Filling(7, true)),
            new NumberColumn("c", false, new Filling(0, false)));
    assertThat(features(columns, 1, 2, 0, 3)).containsExactly(1, 2, 0, 3);
    assertThat(features(columns, 1, Float.NaN, 1, Float.NaN)).containsExactly(1, 7, 1, 0);
  }

  /** Codes a, b, c, another and none; b was not in the training samples. */
  @Test
  void everyCategoryHasASlotAndOthersTheLast() {
    List<String> codes = List.of("a", "b", "c");
    List<String> categories = List.of("a", "c");
    FeatureColumn oneHot = new CategoryColumn("x", codes, categories, Encoding.ONE_HOT, 0);
    FeatureColumn index = new CategoryColumn("y", codes, categories, Encoding.INDEX, 1);
    List<FeatureColumn> columns = List.of(oneHot, index);
    assertThat(features(columns, 0, 0)).containsExactly(1, 0, 0, 0);
    assertThat(features(columns, 1, 1)).containsExactly(0, 0, 1, 2);
    assertThat(features(columns, 2, 2)).containsExactly(0, 1, 0, 1);
    assertThat(features(columns, 3, 3)).containsExactly(0, 0, 1, 2);
    assertThat(features(columns, 4, 4)).containsExactly(1, 0, 0, 1);
  }

  @Test
  void wordsOutsideTheVocabularyHaveAnIndexOfTheirOwn() {
    TextColumn text = new TextColumn("t", 4, List.of("the", "cat", "sat"), List.of("sat", "the"));
    assertThat(text.vocabulary()).isEqualTo(4);
    // The cat sat, and no fourth word.
    assertThat(features(List.of(text), 2, 3, 4, 0)).containsExactly(3, 1, 2, 0);
    assertThat(TextColumn.split("  The cat's 2nd hat–Größe! "))
        .containsExactly("the", "cat", "s", "2nd", "hat", "größe");
  }

  @Test
  void isForRecordsOfOneKind() {
    FeatureDecoding decoding =
        FeatureDecoding.of(List.of(CategoryColumn.oneHot("x", List.of("a"))), FeatureScaling.NONE);
    SampleSchema other = SampleSchema.of(Shape.of(2), FeatureType.FLOAT32, VALUE);
    assertThatThrownBy(() -> new RecordDecoder(other, decoding))
        .hasMessageStartingWith("1 values become 2 features, not those of ");
  }
}
