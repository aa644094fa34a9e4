package io.github.bellows.common.data;

import io.github.bellows.common.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A prepared set of samples, read at random: its blocks are memory-mapped, so a set may be larger
 * than memory and readers in one JVM share the same pages. Thread-safe.
 *
 * <p>Opening reads the manifest and the length of each block. A block is mapped and its checksum
 * verified when its first record is read, once per opened set: one sequential pass over its bytes,
 * about as fast as they can be paged in. Blocks on a remote file system are then copied, once, into
 * the cache directory.
 */
public final class BlockSet implements AutoCloseable {
  private final BlockManifest manifest;
  private final RecordDecoder decoder;
  private final BlockFiles files;
  private final long[] firstSample;
  private final AtomicReferenceArray<@Nullable Payload> payloads;
  private volatile boolean closed;

  /** The records of one block, seen as bytes and as floats. */
  private record Payload(ByteBuffer bytes, FloatBuffer floats) {}

  private BlockSet(BlockManifest manifest, FeatureDecoding decoding, BlockFiles files) {
    this.manifest = manifest;
    this.decoder = new RecordDecoder(manifest.schema(), decoding);
    this.files = files;
    int blocks = manifest.blocks().size();
    this.firstSample = new long[blocks + 1];
    for (int block = 0; block < blocks; block++) {
      firstSample[block + 1] = firstSample[block] + manifest.blocks().get(block).records();
    }
    this.payloads = new AtomicReferenceArray<>(blocks);
  }

  /**
   * Opens a set.
   *
   * @param set directory with blocks and manifest
   * @param decoding makes features of the values that are read
   * @param cache local directory for copies of remote blocks; created when needed
   * @throws io.github.bellows.common.error.TrainingException if the set is missing, or a block is
   *     missing or truncated
   */
  public static BlockSet open(
      Storage storage, Path set, FeatureDecoding decoding, java.nio.file.Path cache) {
    BlockManifest manifest = BlockManifest.read(storage, set);
    BlockFiles files = new BlockFiles(storage, set, manifest, cache);
    files.checkLengths();
    return new BlockSet(manifest, decoding, files);
  }

  /**
   * Returns what a set was made from, 64 hexadecimal digits, after a look at the length of each
   * block.
   *
   * @throws io.github.bellows.common.error.TrainingException as {@link #open}
   */
  public static String fingerprint(Storage storage, Path set) {
    BlockManifest manifest = BlockManifest.read(storage, set);
    new BlockFiles(storage, set, manifest, java.nio.file.Path.of("")).checkLengths();
    return manifest.fingerprint();
  }

  /** Returns the number of samples. */
  public long samples() {
    return firstSample[firstSample.length - 1];
  }

  /** Returns the layout of the samples. */
  public SampleSchema schema() {
    return manifest.schema();
  }

  /** Returns how values become features. */
  public FeatureDecoding decoding() {
    return decoder.decoding();
  }

  /** Returns what the set was made from, 64 hexadecimal digits. */
  public String fingerprint() {
    return manifest.fingerprint();
  }

  /** Reads every block once and checks it, instead of at the first read of each. */
  public void verify() {
    for (int block = 0; block < payloads.length(); block++) {
      payload(block);
    }
  }

  /**
   * Fills a batch with the samples at some indices, in that order.
   *
   * @param count how many of {@code indices} to read, at most the batch's capacity
   */
  public void read(long[] indices, int count, SampleBatch target) {
    target.resize(count);
    RecordDecoder.Scratch scratch = new RecordDecoder.Scratch(schema());
    for (int slot = 0; slot < count; slot++) {
      readOne(indices[slot], target, slot, scratch);
    }
  }

  /**
   * Fills a batch with the samples at consecutive positions of an order.
   *
   * @param count how many, at most the batch's capacity; the order must reach that far
   */
  public void read(SampleOrder order, long firstPosition, int count, SampleBatch target) {
    target.resize(count);
    RecordDecoder.Scratch scratch = new RecordDecoder.Scratch(schema());
    for (int slot = 0; slot < count; slot++) {
      readOne(order.sampleAt(firstPosition + slot), target, slot, scratch);
    }
  }

  private void readOne(long sample, SampleBatch target, int slot, RecordDecoder.Scratch scratch) {
    if (sample < 0 || sample >= samples()) {
      throw new IndexOutOfBoundsException("sample " + sample + " of " + samples());
    }
    int found = Arrays.binarySearch(firstSample, sample);
    int block = found >= 0 ? found : -found - 2;
    Payload payload = payload(block);
    int index = (int) (sample - firstSample[block]);
    decoder.decode(payload.bytes, payload.floats, index, target, slot, scratch);
    target.setOrigin(slot, sample);
  }

  private Payload payload(int block) {
    if (closed) {
      throw new IllegalStateException("this set is closed");
    }
    Payload known = payloads.get(block);
    if (known != null) {
      return known;
    }
    // Two threads may both map and verify: wasteful, harmless, and without a lock on later reads.
    ByteBuffer bytes = files.map(manifest.blocks().get(block));
    Payload payload = new Payload(bytes, bytes.asFloatBuffer());
    payloads.set(block, payload);
    return payload;
  }

  /** Lets go of the mapped blocks; the JVM unmaps them when it collects the buffers. */
  @Override
  public void close() {
    closed = true;
    for (int block = 0; block < payloads.length(); block++) {
      payloads.set(block, null);
    }
  }
}
