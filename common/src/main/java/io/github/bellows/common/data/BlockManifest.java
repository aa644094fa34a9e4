package io.github.bellows.common.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a set directory, written after its blocks: without it there is no set.
 *
 * @param fingerprint what the set was made from, 64 hexadecimal digits
 * @param schema the layout of its records
 * @param compression name of the codec of its blocks; null if they are not compressed
 * @param blocks its blocks in the order of the samples
 */
public record BlockManifest(
    String fingerprint, SampleSchema schema, @Nullable String compression, List<BlockInfo> blocks) {
  /** The file's name in a set directory. */
  public static final String NAME = "manifest.json";

  private static final int VERSION = 3;
  private static final int FIRST_VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Creates the manifest of blocks that are not compressed. */
  public BlockManifest(String fingerprint, SampleSchema schema, List<BlockInfo> blocks) {
    this(fingerprint, schema, null, blocks);
  }

  /** Copies the list. */
  public BlockManifest {
    blocks = List.copyOf(blocks);
  }

  /** Returns the number of samples in all blocks. */
  public long samples() {
    return blocks.stream().mapToLong(BlockInfo::records).sum();
  }

  /** Writes the manifest into a set directory. */
  public void write(Storage storage, Path set) {
    ObjectNode json = JSON.createObjectNode();
    json.put("version", VERSION);
    json.put("fingerprint", fingerprint);
    json.put("samples", samples());
    json.set("schema", SchemaJson.write(schema));
    if (compression != null) {
      json.put("compression", compression);
    }
    for (BlockInfo block : blocks) {
      json.withArray("/blocks")
          .addObject()
          .put("name", block.name())
          .put("records", block.records())
          .put("crc32c", block.crc32c())
          .put("bytes", block.fileBytes());
    }
    try {
      storage.replace(
          new Path(set, NAME), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads the manifest of a set directory.
   *
   * @throws TrainingException ({@link ErrorCode#INPUT_MISSING}) if there is none, ({@link
   *     ErrorCode#BAD_DATA}) if it cannot be understood
   */
  public static BlockManifest read(Storage storage, Path set) {
    Path file = new Path(set, NAME);
    try {
      JsonNode json = JSON.readTree(storage.read(file));
      int version = json.required("version").intValue();
      if (version < FIRST_VERSION || version > VERSION) {
        throw BlockFormat.damaged(file, "is of another version");
      }
      List<BlockInfo> blocks = new ArrayList<>();
      SampleSchema schema = SchemaJson.read(json.required("schema"));
      for (JsonNode block : json.path("blocks")) {
        int records = block.required("records").intValue();
        long plain = BlockFormat.fileBytes(schema.recordBytes(), records);
        blocks.add(
            new BlockInfo(
                block.required("name").textValue(),
                records,
                block.required("crc32c").intValue(),
                block.path("bytes").asLong(plain)));
      }
      return new BlockManifest(
          json.required("fingerprint").textValue(),
          schema,
          json.path("compression").textValue(),
          blocks);
    } catch (IOException | IllegalArgumentException e) {
      throw BlockFormat.damaged(file, "is not a manifest of prepared data");
    }
  }
}
