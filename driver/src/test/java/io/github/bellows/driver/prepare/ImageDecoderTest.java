package io.github.bellows.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.data.ImageFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private static final String FOLDER = "/golden/images/";

  private static byte[] file(String name) {
    try (InputStream in =
        Objects.requireNonNull(ImageDecoderTest.class.getResourceAsStream(FOLDER + name))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<JsonNode> cases() throws IOException {
    JsonNode golden = new ObjectMapper().readTree(file("images.json"));
    return StreamSupport.stream(golden.get("cases").spliterator(), false);
  }

  /** Expected samples are Pillow's: {@code scripts/golden/images.py}. */
  @ParameterizedTest
  @MethodSource("cases")
  void decodesAndScalesAsPillowDoes(JsonNode golden) throws BadImage {
    int channels = golden.get("channels").intValue();
    JsonNode size = golden.get("size");
    byte[] file = file(golden.get("file").textValue());
    byte[] expected = Base64.getDecoder().decode(golden.get("samples").textValue());
    byte[] found =
        size.isNull()
            ? ImageDecoder.decode(file, channels).samples()
            : ImageDecoder.scaling(
                    channels, new ImageFormat.Size(size.get(0).intValue(), size.get(1).intValue()))
                .decode(file)
                .samples();
    assertThat(found).hasSameSizeAs(expected);
    int worst = 0;
    for (int i = 0; i < found.length; i++) {
      worst = Math.max(worst, Math.abs((found[i] & 0xff) - (expected[i] & 0xff)));
    }
    // Pillow rounds after each axis and after laying it on white; here that is done once.
    assertThat(worst).as("levels of 255").isLessThanOrEqualTo(1);
  }

  private static byte[] written(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      assertThat(ImageIO.write(image, format, out)).isTrue();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  @Test
  void samplesAreInPlanes() throws BadImage {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x0a141e);
    image.setRGB(1, 0, 0xc8fa00);
    byte[] file = written(image, "png");
    assertThat(ImageDecoder.decode(file, 3).samples())
        .containsExactly(10, (byte) 200, 20, (byte) 250, 30, 0);
    // By hand: 0.299 * 10 + 0.587 * 20 + 0.114 * 30 = 18.15, and 59.8 + 146.75 = 206.55.
    assertThat(ImageDecoder.decode(file, 1).samples()).containsExactly(18, (byte) 207);
  }

  @Test
  void sixteenBitsAreRounded() throws BadImage {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {0, 385, 65535});
    // By hand: 385 / 257 = 1.498.
    assertThat(ImageDecoder.decode(written(image, "png"), 1).samples())
        .containsExactly(0, 1, (byte) 255);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "colours.png",
        "grey.jpg",
        "colours.jpg",
        "progressive.jpg",
        "colours.bmp",
        "palette.bmp",
        "first.gif"
      })
  void aFileThatIsCutOffIsBad(String name) {
    byte[] whole = file(name);
    List<Integer> accepted = new ArrayList<>();
    int end = name.endsWith(".gif") ? whole.length / 3 : whole.length - 8;
    for (int length = 0; length < end; length += Math.max(1, whole.length / 50)) {
      byte[] cut = Arrays.copyOf(whole, length);
      try {
        ImageDecoder.decode(cut, 3);
        accepted.add(length);
      } catch (BadImage e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(accepted).as("lengths of %s, of %d", name, whole.length).isEmpty();
  }

  @Test
  void aBitThatChangedInAPngIsSeen() {
    byte[] file = file("colours.png");
    for (int at = 8; at < file.length; at += 37) {
      byte[] changed = file.clone();
      changed[at] ^= 4;
      assertThatThrownBy(() -> ImageDecoder.decode(changed, 3)).isInstanceOf(BadImage.class);
    }
  }

  @Test
  void whatIsNoImageSaysSo() {
    assertThatThrownBy(() -> ImageDecoder.decode(new byte[0], 3))
        .isInstanceOf(BadImage.class)
        .hasMessage("is empty");
    assertThatThrownBy(() -> ImageDecoder.decode("hello, I am text".getBytes(), 3))
        .hasMessage("does not hold a PNG, JPEG, BMP or GIF image");
    assertThatThrownBy(() -> ImageDecoder.decode(new byte[5000], 3)).isInstanceOf(BadImage.class);
  }

  @Test
  void anImageThatClaimsTooMuchIsNotRead() {
    byte[] png = file("grey.png");
    CRC32 crc = new CRC32();
    ByteBuffer header = ByteBuffer.wrap(png); // signature, length, IHDR, width, height, 5 bytes
    header.putInt(16, 20_000).putInt(20, 30_000);
    crc.update(png, 12, 17);
    header.putInt(29, (int) crc.getValue());
    assertThatThrownBy(() -> ImageDecoder.decode(png, 3))
        .isInstanceOf(BadImage.class)
        .hasMessage("has 600,000,000 pixels; 150,000,000 are the most");
  }

  @Test
  void theContentSaysWhatAFileIs() throws BadImage {
    assertThat(ImageDecoder.decode(file("colours.bmp"), 3).samples())
        .isEqualTo(ImageDecoder.decode(file("colours.png"), 3).samples());
    assertThat(ImageFile.isNamedSo("a.JPeG")).isTrue();
    assertThat(ImageFile.isNamedSo("png")).isFalse();
    assertThat(ImageFile.isNamedSo("a.png.txt")).isFalse();
  }
}
