package io.github.bellows.common.drawn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class DigitsTest {
  @Test
  void isAPureFunctionOfSeedAndIndex() {
    byte[] first = new byte[Digits.PIXELS];
    byte[] again = new byte[Digits.PIXELS];
    byte[] other = new byte[Digits.PIXELS];
    int label = new Digits(3).draw(17, first);
    new Digits(3).draw(18, again);
    assertThat(new Digits(3).draw(17, again)).isEqualTo(label);
    assertThat(again).isEqualTo(first);
    assertThat(new Digits(3).label(17)).isEqualTo(label);
    new Digits(4).draw(17, other);
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void keepsItsBitsBetweenReleases() {
    // Recorded once; a change means that models trained before saw other images.
    CRC32 crc = new CRC32();
    byte[] pixels = new byte[Digits.PIXELS];
    for (int index = 0; index < 1000; index++) {
      crc.update(new Digits(42).draw(index, pixels));
      crc.update(pixels);
    }
    assertThat(Long.toHexString(crc.getValue())).isEqualTo("f79ff4e4");
  }

  @Test
  void drawsEachDigitAboutEquallyOften() {
    int[] counts = new int[Digits.CLASSES];
    Digits digits = new Digits(1);
    for (int index = 0; index < 10_000; index++) {
      counts[digits.label(index)]++;
    }
    // Standard deviation of each count is 30.
    for (int count : counts) {
      assertThat(count).isBetween(850, 1150);
    }
  }

  @Test
  void drawsInkInTheMiddleOnADarkerBackground() {
    byte[] pixels = new byte[Digits.PIXELS];
    Digits digits = new Digits(1);
    for (int index = 0; index < 500; index++) {
      digits.draw(index, pixels);
      int brightest = 0;
      int bright = 0;
      for (byte pixel : pixels) {
        brightest = Math.max(brightest, pixel & 0xff);
        bright += (pixel & 0xff) > 110 ? 1 : 0;
      }
      assertThat(brightest).isGreaterThan(120);
      assertThat(bright).isBetween(10, Digits.PIXELS / 2);
    }
  }
}
