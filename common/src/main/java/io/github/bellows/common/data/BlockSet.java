package io.github.bellows.common.data;

import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A prepared set of samples, read at random; it may be larger than memory. Thread-safe.
 *
 * <p>Opening reads the manifest and the length of each block. A block is opened when its first
 * record is read: one sequential pass over its bytes, which verifies its checksum. Blocks on a
 * remote file system are copied then, and blocks that are compressed are unpacked. How much of that
 * is kept, in memory and on the local disk, is the {@link BlockCache}'s; whatever it loses is read
 * again.
 */
public final class BlockSet implements AutoCloseable {
  /** So many blocks are opened at once at most. */
  private static final int LOCKS = 16;

  private final BlockManifest manifest;
  private final RecordDecoder decoder;
  private final BlockFiles files;
  private final long[] firstSample;
  private final AtomicReferenceArray<@Nullable BlockRecords> opened;
  private final List<Object> locks = Stream.generate(Object::new).limit(LOCKS).toList();
  private volatile boolean closed;

  private BlockSet(BlockManifest manifest, FeatureDecoding decoding, BlockFiles files) {
    this.manifest = manifest;
    this.decoder = new RecordDecoder(manifest.schema(), decoding);
    this.files = files;
    int blocks = manifest.blocks().size();
    this.firstSample = new long[blocks + 1];
    for (int block = 0; block < blocks; block++) {
      firstSample[block + 1] = firstSample[block] + manifest.blocks().get(block).records();
    }
    this.opened = new AtomicReferenceArray<>(blocks);
  }

  /**
   * Opens a set.
   *
   * @param set directory with blocks and manifest
   * @param decoding makes features of the values that are read
   * @param cache keeps blocks of this set and of others
   * @throws io.github.bellows.common.error.TrainingException if the set is missing, or a block is
   *     missing or truncated
   */
  public static BlockSet open(
      Storage storage, Path set, FeatureDecoding decoding, BlockCache cache) {
    BlockManifest manifest = BlockManifest.read(storage, set);
    BlockFiles.checkLengths(storage, set, manifest);
    return new BlockSet(manifest, decoding, new BlockFiles(storage, set, manifest, cache));
  }

  /**
   * Returns what a set was made from, 64 hexadecimal digits, after a look at the length of each
   * block.
   *
   * @throws io.github.bellows.common.error.TrainingException as {@link #open}
   */
  public static String fingerprint(Storage storage, Path set) {
    BlockManifest manifest = BlockManifest.read(storage, set);
    BlockFiles.checkLengths(storage, set, manifest);
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

  /**
   * Returns an order of one epoch in which each lane reads few blocks at a time.
   *
   * @param epoch counted from 0
   * @param lanes fixed slots of a step
   * @param globalBatch samples of a full step
   */
  public SampleOrder blockOrder(long seed, long epoch, int lanes, int globalBatch) {
    return new BlockOrder(seed, epoch, firstSample, lanes, globalBatch);
  }

  /** Opens every block, and so checks it, instead of at the first read of each. */
  public void verify() {
    for (int block = 0; block < opened.length(); block++) {
      records(block, true);
    }
  }

  /**
   * Fills a batch with the samples at some indices, in that order.
   *
   * @param count how many of {@code indices} to read, at most the batch's capacity
   */
  public void read(long[] indices, int count, SampleBatch target) {
    target.resize(count);
    for (int slot = 0; slot < count; slot++) {
      readOne(indices[slot], target, slot, false);
    }
  }

  /**
   * Fills a batch with the samples at consecutive positions of an order.
   *
   * @param count how many, at most the batch's capacity; the order must reach that far
   */
  public void read(SampleOrder order, long firstPosition, int count, SampleBatch target) {
    target.resize(count);
    for (int slot = 0; slot < count; slot++) {
      readOne(order.sampleAt(firstPosition + slot), target, slot, order.isLocal());
    }
  }

  private void readOne(long sample, SampleBatch target, int slot, boolean passing) {
    if (sample < 0 || sample >= samples()) {
      throw new IndexOutOfBoundsException("sample " + sample + " of " + samples());
    }
    int found = Arrays.binarySearch(firstSample, sample);
    int block = found >= 0 ? found : -found - 2;
    int index = (int) (sample - firstSample[block]);
    BlockRecords.Record record = record(block, index, target.scratch(), passing);
    decoder.decode(record.bytes(), record.numbers(), record.index(), target, slot);
    target.setOrigin(slot, sample);
  }

  private BlockRecords.Record record(
      int block, int index, RecordDecoder.Scratch scratch, boolean passing) {
    while (true) {
      BlockRecords records = records(block, passing);
      try {
        return records.at(index, scratch);
      } catch (ClosedByInterruptException e) {
        opened.compareAndSet(block, records, null);
        throw unreadable(block, e);
      } catch (ClosedChannelException e) {
        // Another thread that was interrupted, or the need for room, has closed it.
        opened.compareAndSet(block, records, null);
      } catch (IOException e) {
        throw unreadable(block, e);
      }
    }
  }

  private TrainingException unreadable(int block, IOException e) {
    return BlockFiles.unreadable(files.file(manifest.blocks().get(block)), e);
  }

  private BlockRecords records(int block, boolean passing) {
    BlockRecords known = opened.get(block);
    return known == null ? open(block, passing) : known;
  }

  private BlockRecords open(int block, boolean passing) {
    if (closed) {
      throw new IllegalStateException("this set is closed");
    }
    synchronized (locks.get(block % locks.size())) {
      BlockRecords known = opened.get(block);
      if (known != null) {
        return known;
      }
      Runnable onRemoval = () -> close(opened.getAndSet(block, null));
      BlockRecords records = files.open(manifest.blocks().get(block), passing, onRemoval);
      opened.set(block, records);
      if (closed) {
        close(opened.getAndSet(block, null));
      }
      return records;
    }
  }

  private static void close(@Nullable BlockRecords records) {
    if (records != null) {
      try {
        records.close();
      } catch (IOException e) {
        // It was only read; nothing is lost.
      }
    }
  }

  /** Lets go of the blocks; what is mapped goes when the JVM collects the buffers. */
  @Override
  public void close() {
    closed = true;
    for (int block = 0; block < opened.length(); block++) {
      close(opened.getAndSet(block, null));
    }
    files.release();
  }
}
