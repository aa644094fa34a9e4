package io.github.bellows.common.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxReaderTest {
  private static final byte[] IMAGES =
      HexFormat.of()
          .parseHex("00000803" + "00000002" + "00000001" + "00000003" + "0001ff" + "7f80fe");

  @TempDir java.nio.file.Path directory;

  private final Storage storage = new Storage(new Configuration());

  private Path file(byte[] content) {
    try {
      return storage.qualify(Files.write(directory.resolve("x.idx"), content).toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void readAll(byte[] content) {
    try (IdxReader reader = IdxReader.open(storage, file(content))) {
      while (reader.next() != null) {
        assertThat(reader.items()).isPositive();
      }
    }
  }

  private void assertError(byte[] content, ErrorCode code, String message) {
    assertThatThrownBy(() -> readAll(content))
        .isInstanceOfSatisfying(TrainingException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining("x.idx: ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsItemsPlainAndZipped(boolean zipped) {
    try (IdxReader reader = IdxReader.open(storage, file(zipped ? gzip(IMAGES) : IMAGES))) {
      assertThat(reader.items()).isEqualTo(2);
      assertThat(reader.itemSizes()).containsExactly(1, 3);
      assertThat(reader.isBytes()).isTrue();
      assertThat(reader.next()).containsExactly(0, 1, 0xff);
      assertThat(reader.numbers(new byte[] {0x7f, (byte) 0x80, -2})).containsExactly(127, 128, 254);
      assertThat(reader.next()).containsExactly(0x7f, 0x80, 0xfe);
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void readsOtherElementTypes() {
    for (List<String> typed :
        List.of(
            List.of("09", "fe"),
            List.of("0b", "fffe"),
            List.of("0c", "fffffffe"),
            List.of("0d", "c0000000"),
            List.of("0e", "c000000000000000"))) {
      String hex = "0000" + typed.get(0) + "01" + "00000001" + typed.get(1);
      try (IdxReader reader = IdxReader.open(storage, file(HexFormat.of().parseHex(hex)))) {
        byte[] item = java.util.Objects.requireNonNull(reader.next());
        assertThat(reader.numbers(item)).containsExactly(-2);
        assertThat(reader.itemElements()).isEqualTo(1);
      }
    }
  }

  @Test
  void namesATruncatedFile() {
    assertError(
        Arrays.copyOf(IMAGES, 19), ErrorCode.BAD_DATA, "truncated: expected 22 bytes, got 19");
    assertError(
        gzip(Arrays.copyOf(IMAGES, 19)),
        ErrorCode.BAD_DATA,
        "truncated: expected 22 bytes, got 19");
    assertError(
        Arrays.copyOf(IMAGES, 9), ErrorCode.BAD_DATA, "truncated: expected 16 bytes, got 9");
  }

  @Test
  void namesATruncatedGzip() {
    byte[] noise = new byte[5000];
    new java.util.Random(1).nextBytes(noise);
    byte[] content = HexFormat.of().parseHex("00000801" + "00001388");
    byte[] whole = Arrays.copyOf(content, 8 + 5000);
    System.arraycopy(noise, 0, whole, 8, 5000);
    byte[] zipped = gzip(whole);
    assertError(
        Arrays.copyOf(zipped, zipped.length / 2), ErrorCode.BAD_DATA, "truncated: expected 5008");
  }

  @Test
  void namesACorruptGzip() {
    byte[] zipped = gzip(IMAGES);
    zipped[zipped.length - 6] ^= 1;
    assertError(zipped, ErrorCode.BAD_DATA, "corrupt gzip");
    zipped = gzip(IMAGES);
    Arrays.fill(zipped, 10, 16, (byte) 0xff);
    assertError(zipped, ErrorCode.BAD_DATA, "corrupt gzip");
  }

  @Test
  void namesAFileThatIsNotIdx() {
    assertError(
        "a,b\n1,2\n".getBytes(java.nio.charset.StandardCharsets.UTF_8),
        ErrorCode.BAD_DATA,
        "not an IDX");
    assertError(new byte[0], ErrorCode.BAD_DATA, "not an IDX");
    assertError(new byte[] {0, 0, 0x0a, 1}, ErrorCode.BAD_DATA, "not an IDX");
    assertError(
        HexFormat.of().parseHex("00000802" + "00000001" + "80000000"),
        ErrorCode.BAD_DATA,
        "impossible sizes");
  }

  @Test
  void namesAFileThatIsTooLong() {
    assertError(
        Arrays.copyOf(IMAGES, 23), ErrorCode.BAD_DATA, "longer than the 2 items of its header");
  }

  @Test
  void namesAMissingFile() {
    Path file = storage.qualify(directory.resolve("none").toString());
    assertThatThrownBy(() -> IdxReader.open(storage, file).close())
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_MISSING));
  }
}
