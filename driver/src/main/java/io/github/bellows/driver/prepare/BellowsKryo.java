package io.github.bellows.driver.prepare;

import com.esotericsoftware.kryo.Kryo;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * Registers with Kryo what Bellows puts through Spark's serializer, for sessions with {@code
 * spark.kryo.registrationRequired}; names it with {@code spark.kryo.registrator}. That is the key
 * of the shuffle alone: everything else crosses as arrays of bytes and floats, which every
 * serializer knows.
 */
public final class BellowsKryo implements KryoRegistrator {
  /** The setting that names a registrator; several are separated by commas. */
  public static final String KEY = "spark.kryo.registrator";

  @Override
  public void registerClasses(Kryo kryo) {
    kryo.register(RecordKey.class);
  }
}
