package io.github.bellows.common.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  @TempDir java.nio.file.Path directory;

  private final Storage storage = new Storage(new Configuration());

  private Path file(byte[] content) throws IOException {
    java.nio.file.Path path = directory.resolve("weights.safetensors");
    Files.write(path, content);
    return storage.qualify(path.toString());
  }

  private static byte[] written(List<FlatTensor> tensors, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, tensors, metadata);
    return out.toByteArray();
  }

  @Test
  void writesTheBytesThatTheReferenceWrites() throws IOException {
    List<FlatTensor> tensors = FlatTensor.of(Golden.networkLayout(), Golden.networkParameters());
    assertThat(written(tensors, Map.of("format", "pt")))
        .isEqualTo(Golden.bytes("network.safetensors"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"network.safetensors", "mixed.safetensors"})
  void readsEveryFloatTypeToTheBit(String name) throws IOException {
    JsonNode expected = Golden.tensors(name);
    try (Safetensors file = Safetensors.open(storage, file(Golden.bytes(name)))) {
      assertThat(file.tensors()).hasSize(expected.size());
      for (Map.Entry<String, JsonNode> tensor : expected.properties()) {
        TensorInfo info = Objects.requireNonNull(file.tensors().get(tensor.getKey()));
        assertThat(info.shape())
            .hasToString(tensor.getValue().required("shape").toString().replace(",", ", "));
        if (!tensor.getValue().required("float32Bits").isNull()) {
          float[] target = new float[(int) info.elements() + 2];
          file.read(tensor.getKey(), target, 1);
          float[] middle = Arrays.copyOfRange(target, 1, target.length - 1);
          assertThat(bits(middle))
              .as(tensor.getKey())
              .isEqualTo(bits(Golden.values(tensor.getValue())));
          assertThat(new float[] {target[0], target[target.length - 1]}).containsOnly(0f);
        }
      }
    }
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  @Test
  void refusesToMakeFloatsOfIntegers() throws IOException {
    try (Safetensors file = Safetensors.open(storage, file(Golden.bytes("mixed.safetensors")))) {
      assertThatThrownBy(() -> file.read("count", new float[1], 0))
          .hasMessageContaining("tensor count: dtype = I64 is not floating-point");
      assertThatThrownBy(() -> file.read("nosuch", new float[1], 0))
          .hasMessageContaining("no tensor nosuch");
      assertThatThrownBy(() -> file.read("single", new float[4], 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void readsBackArraysLongerThanItsBuffer() throws IOException {
    float[] values = new float[200_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    List<FlatTensor> tensors =
        List.of(FlatTensor.of("b", values), new FlatTensor("a", List.of(2L), values, 7));
    try (Safetensors file = Safetensors.open(storage, file(written(tensors, Map.of())))) {
      float[] whole = new float[values.length];
      file.read("b", whole, 0);
      assertThat(whole).isEqualTo(values);
      float[] part = new float[2];
      file.read("a", part, 0);
      assertThat(part).containsExactly(7, 8);
    }
  }

  @Test
  void refusesTwoTensorsOfOneName() {
    FlatTensor tensor = FlatTensor.of("a", new float[1]);
    assertThatThrownBy(() -> written(List.of(tensor, tensor), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,12]}} | tensor a: shape = [2] of F32 takes 8 bytes, not 12",
        "{'a':{'dtype':'F33','shape':[3],'data_offsets':[0,12]}} | tensor a: dtype = F33 is not known",
        "{'a':{'shape':[3],'data_offsets':[0,12]}} | tensor a: dtype =",
        "{'a':{'dtype':'F32','shape':[-3],'data_offsets':[0,12]}} | tensor a: shape = [-3] must be",
        "{'a':{'dtype':'F32','shape':3,'data_offsets':[0,12]}} | tensor a: shape must be a list",
        "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,12]}} | tensor a: shape = [4294967296, 4294967296] is too large",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[12,0]}} | tensor a: data_offsets = [12, 0]",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12,1]}} | tensor a: data_offsets = [0, 12, 1]",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}} | tensor b: byte 4 overlaps",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[8,12]}} | tensor b: byte 8 leaves a gap",
        "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]}} | tensor a: ends at byte 16, but the file holds only 12",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | its tensors take 8 bytes, but the file holds 12",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]},'a':{}} | its header is not JSON",
        "{'a': | its header is not JSON",
        "[] | its header is not a JSON object",
      })
  void namesFileTensorAndRuleOfABadHeader(String header, String rule) throws IOException {
    Path path = file(withHeader(header.replace('\'', '"').getBytes(UTF_8), 12));
    assertThatThrownBy(() -> Safetensors.open(storage, path))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessageContaining(path.toUri().getPath())
        .hasMessageContaining(rule);
  }

  private static byte[] withHeader(byte[] header, int dataBytes) {
    return ByteBuffer.allocate(8 + header.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }

  @Test
  void refusesAFileThatEndsAnywhereBeforeItsEnd() throws IOException {
    byte[] whole = Golden.bytes("network.safetensors");
    for (int length = 0; length < whole.length; length++) {
      Path path = file(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Safetensors.open(storage, path))
          .as("%d bytes", length)
          .isInstanceOfSatisfying(
              TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA));
    }
  }

  @Test
  void refusesAFileOfAnotherFormat() throws IOException {
    Path pickle = file("PK\u0003\u0004 a zip archive, as torch.save writes".getBytes(UTF_8));
    assertThatThrownBy(() -> Safetensors.open(storage, pickle))
        .hasMessageContaining("does not fit a file of")
        .hasMessageContaining("safetensors.torch.save_file");
    byte[] negative = new byte[16];
    negative[7] = (byte) 0x80;
    Path path = file(negative);
    assertThatThrownBy(() -> Safetensors.open(storage, path))
        .hasMessageContaining("header of 9223372036854775808 bytes");
  }
}
