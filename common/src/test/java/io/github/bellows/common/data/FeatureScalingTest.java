package io.github.bellows.common.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.model.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeatureScalingTest {
  private static final FeatureScaling CHANNELS =
      new FeatureScaling(new float[] {1, 4}, new float[] {2, 0.5f});

  @ParameterizedTest
  @EnumSource(
      value = FeatureType.class,
      names = {"UINT8", "FLOAT32"})
  void channelsHaveNumbersOfTheirOwn(FeatureType type) {
    SampleSchema schema =
        SampleSchema.of(Shape.of(2, 1, 3), type, new Label.Classes(List.of("a", "b")));
    ByteBuffer record = ByteBuffer.allocate(schema.recordBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : new int[] {1, 2, 7, 4, 5, 0}) {
      if (type == FeatureType.UINT8) {
        record.put((byte) value);
      } else {
        record.putFloat(value);
      }
    }
    RecordDecoder decoder = new RecordDecoder(schema, FeatureDecoding.of(CHANNELS));
    float[] features = new float[6];
    decoder.features(record.array(), features);
    // (x - 1) / 2 and (x - 4) / 0.5, by hand.
    assertThat(features).containsExactly(0, .5f, 3, 0, 2, -8);
    SampleBatch batch = new SampleBatch(schema, 1);
    decoder.append(record.array(), batch);
    batch.features().get(0, features);
    assertThat(features).containsExactly(0, .5f, 3, 0, 2, -8);
  }

  @Test
  void channelsAreEquallyLong() {
    assertThat(CHANNELS.forFeatures(4).subtract()).containsExactly(1, 1, 4, 4);
    assertThat(CHANNELS.forFeatures(2)).isSameAs(CHANNELS);
    assertThat(FeatureScaling.NONE.forFeatures(5)).isSameAs(FeatureScaling.NONE);
    assertThatThrownBy(() -> CHANNELS.forFeatures(5))
        .hasMessage("scaling is for 2 features, not 5");
  }
}
