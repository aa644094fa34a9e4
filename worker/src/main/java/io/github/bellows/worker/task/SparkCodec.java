package io.github.bellows.worker.task;

import io.github.bellows.common.data.BlockCodec;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.io.CompressionCodec;

/**
 * One of Spark's codecs, with the settings {@code spark.io.compression.*} of the session it is used
 * in.
 *
 * @param name lz4, lzf, snappy, or zstd
 * @param codec Spark's own
 */
public record SparkCodec(String name, CompressionCodec codec) implements BlockCodec {
  /**
   * Returns the codec of a name.
   *
   * @throws IllegalArgumentException if Spark has none
   */
  public static SparkCodec of(String name) {
    SparkEnv here = SparkEnv.get();
    SparkConf settings = here == null ? new SparkConf() : here.conf();
    return new SparkCodec(name, CompressionCodec.createCodec(settings, name));
  }

  @Override
  public OutputStream compressing(OutputStream target) {
    return codec.compressedOutputStream(target);
  }

  @Override
  public InputStream unpacking(InputStream source) {
    return codec.compressedInputStream(source);
  }
}
