package io.github.bellows.common.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.data.ImageFormat.OnBadRecord;
import io.github.bellows.common.data.ImageFormat.Size;
import io.github.bellows.common.error.TrainingException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFormatTest {
  @Test
  void optionsSayTheSame() {
    ImageFormat format = new ImageFormat(new Size(32, 48), 1, OnBadRecord.SKIP);
    assertThat(format.options())
        .isEqualTo(Map.of("size", "[32, 48]", "channels", "1", "onBadRecord", "skip"));
    assertThat(ImageFormat.of(format.options())).isEqualTo(format);
    assertThat(ImageFormat.of(ImageFormat.STANDARD.options())).isEqualTo(ImageFormat.STANDARD);
    assertThat(ImageFormat.of(Map.of("size", "32x48")).size()).isEqualTo(new Size(32, 48));
  }

  @ParameterizedTest
  @CsvSource({"size, 0x3", "size, large", "channels, 4", "onBadRecord, ignore", "sizes, 3x3"})
  void whatIsNoOptionIsNamed(String key, String value) {
    assertThatThrownBy(() -> ImageFormat.of(Map.of(key, value)))
        .isInstanceOf(TrainingException.class)
        .hasMessageStartingWith(key + " = " + value + ": ");
  }
}
