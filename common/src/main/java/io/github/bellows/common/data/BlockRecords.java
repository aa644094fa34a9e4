package io.github.bellows.common.data;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import org.apache.hadoop.fs.FSDataInputStream;

/** The records of one block, read at random. Thread-safe. */
sealed interface BlockRecords extends Closeable {
  /**
   * Returns where a record can be decoded.
   *
   * @param index in the block
   * @param scratch memory of the calling thread, which may be what is returned
   * @throws ClosedChannelException if the block has been closed meanwhile
   */
  Record at(int index, RecordDecoder.Scratch scratch) throws IOException;

  /**
   * Where a record is.
   *
   * @param bytes little-endian
   * @param numbers the same bytes
   * @param index which of the records there
   */
  record Record(ByteBuffer bytes, FloatBuffer numbers, int index) {}

  /**
   * Records in memory, mapped from a file.
   *
   * @param giveBack called when they are closed
   */
  record Mapped(ByteBuffer bytes, FloatBuffer numbers, Runnable giveBack) implements BlockRecords {
    @Override
    public Record at(int index, RecordDecoder.Scratch scratch) {
      return new Record(bytes, numbers, index);
    }

    @Override
    public void close() {
      giveBack.run();
    }
  }

  /** Records that are read one by one from a local file. */
  record Local(FileChannel file) implements BlockRecords {
    @Override
    public Record at(int index, RecordDecoder.Scratch scratch) throws IOException {
      ByteBuffer record = scratch.record();
      long position = BlockFormat.HEADER_BYTES + (long) index * record.capacity();
      while (record.hasRemaining()) {
        if (file.read(record, position + record.position()) < 0) {
          throw new IOException("the file ends within record " + index);
        }
      }
      return new Record(record, scratch.recordNumbers(), 0);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /** Records that are read one by one from another machine. */
  record Remote(FSDataInputStream file) implements BlockRecords {
    @Override
    public Record at(int index, RecordDecoder.Scratch scratch) throws IOException {
      ByteBuffer record = scratch.record();
      byte[] bytes = scratch.transfer();
      file.readFully(BlockFormat.HEADER_BYTES + (long) index * bytes.length, bytes);
      record.put(bytes);
      return new Record(record, scratch.recordNumbers(), 0);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
