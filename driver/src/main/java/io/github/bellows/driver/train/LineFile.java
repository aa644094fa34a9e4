package io.github.bellows.driver.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.storage.Storage;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file of one JSON object a line that a resumed run goes on with. */
final class LineFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LineFile.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Storage storage;
  private final Path file;
  private final FSDataOutputStream out;

  /**
   * Opens a file.
   *
   * @param keep which of the lines that are there stay
   * @param kept takes the lines that stay
   */
  LineFile(Storage storage, Path file, Predicate<JsonNode> keep, List<String> kept) {
    this.storage = storage;
    this.file = file;
    read(keep, kept);
    out = reopened(kept);
  }

  private void read(Predicate<JsonNode> keep, List<String> kept) {
    if (!storage.exists(file)) {
      return;
    }
    for (String line : new String(storage.read(file), UTF_8).lines().toList()) {
      try {
        if (keep.test(JSON.readTree(line))) {
          kept.add(line);
        }
      } catch (JsonProcessingException e) {
        LOG.debug("dropped a line that a killed run cut short: {}", line);
      }
    }
  }

  /**
   * The kept lines are safe in the new file before the old one goes. It is moved while open, since
   * HDFS may refuse to append where it has fewer datanodes than replicas.
   */
  private FSDataOutputStream reopened(List<String> kept) {
    Path fresh = new Path(file.getParent(), "." + file.getName() + ".new");
    FSDataOutputStream stream = storage.create(kept.isEmpty() ? file : fresh);
    if (!kept.isEmpty()) {
      Storage.writing(
          file,
          () -> {
            stream.write((String.join("\n", kept) + "\n").getBytes(UTF_8));
            stream.hflush();
          });
      storage.rename(fresh, file);
    }
    return stream;
  }

  /** Writes lines, so that they are there whatever happens next. */
  void append(List<String> lines) {
    Storage.writing(
        file,
        () -> {
          for (String line : lines) {
            out.write((line + "\n").getBytes(UTF_8));
          }
          out.hflush();
        });
  }

  @Override
  public void close() {
    Storage.writing(file, out::close);
  }
}
