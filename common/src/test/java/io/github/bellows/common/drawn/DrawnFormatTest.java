package io.github.bellows.common.drawn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every drawn format; a new one cannot dodge it. */
class DrawnFormatTest {
  // Recorded once; a change means that models trained before saw other samples.
  private static final Map<DrawnFormat, String> BITS =
      Map.of(
          DrawnFormat.DIGITS, "55a213a5",
          DrawnFormat.SHAPES, "3f434f49",
          DrawnFormat.VOLUMES, "a83c9ebc",
          DrawnFormat.SENTENCES, "825d7f02");

  @ParameterizedTest
  @EnumSource
  void isAPureFunctionOfSeedAndIndex(DrawnFormat format) {
    DrawnSample first = format.draw(3, 17);
    DrawnSample other = format.draw(3, 18);
    DrawnSample again = format.draw(3, 17);
    assertThat(again.features()).isEqualTo(first.features());
    assertThat(again.classes()).isEqualTo(first.classes());
    assertThat(again.length()).isEqualTo(first.length());
    assertThat(other.features()).isNotEqualTo(first.features());
    assertThat(format.draw(4, 17).features()).isNotEqualTo(first.features());
  }

  @ParameterizedTest
  @EnumSource
  void keepsItsBitsBetweenReleases(DrawnFormat format) {
    CRC32 crc = new CRC32();
    for (int index = 0; index < 300; index++) {
      DrawnSample sample = format.draw(42, index);
      crc.update(sample.features());
      crc.update(sample.classes());
      crc.update(sample.length());
    }
    assertThat(Long.toHexString(crc.getValue())).isEqualTo(BITS.get(format));
  }

  @ParameterizedTest
  @EnumSource
  void fitsWhatItSaysOfItself(DrawnFormat format) {
    int elements = (int) format.shape().elements();
    int[] counts = new int[format.classNames().size()];
    for (int index = 0; index < 1000; index++) {
      DrawnSample sample = format.draw(5, index);
      assertThat(sample.features()).hasSize(elements);
      assertThat(sample.classes()).hasSize(format.isMasked() ? elements : 1);
      assertThat(sample.length()).isBetween(1, format.shape().size(0));
      for (byte label : sample.classes()) {
        counts[label]++;
      }
    }
    assertThat(counts).doesNotContain(0);
    assertThat(DrawnFormat.of(format.key())).isEqualTo(format);
    assertThat(DrawnFormat.keys()).contains(format.key());
  }

  @ParameterizedTest
  @EnumSource(names = {"VOLUMES", "SENTENCES"})
  void drawsEachClassAboutEquallyOften(DrawnFormat format) {
    int classes = format.classNames().size();
    int[] counts = new int[classes];
    for (int index = 0; index < 4000; index++) {
      counts[format.draw(1, index).classes()[0]]++;
    }
    // A count's standard deviation is 32 for two classes, 27 for four.
    for (int count : counts) {
      assertThat(count).isBetween(4000 / classes - 160, 4000 / classes + 160);
    }
  }

  @Test
  void isNoOtherFormat() {
    assertThat(DrawnFormat.of("csv")).isNull();
    assertThat(DrawnFormat.keys()).containsExactly("digits", "shapes", "volumes", "sentences");
  }
}
