package io.github.bellows.driver.prepare;

import com.esotericsoftware.kryo.Kryo;
import java.util.List;
import org.apache.spark.serializer.KryoRegistrator;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;

/**
 * Registers with Kryo what Bellows puts through Spark's serializer, for sessions with {@code
 * spark.kryo.registrationRequired}; to be named in {@code spark.kryo.registrator}.
 *
 * <p>Of Bellows' own that is the key of the shuffle alone: everything else crosses as arrays of
 * bytes and floats, which every serializer knows. Types of columns are Spark's: it sends them when
 * it finds out the schema of Parquet or CSV files, and does not register them itself.
 */
public final class BellowsKryo implements KryoRegistrator {
  /** The setting that names a registrator; several are separated by commas. */
  public static final String KEY = "spark.kryo.registrator";

  private static final List<DataType> TYPES =
      List.of(
          DataTypes.BinaryType,
          DataTypes.BooleanType,
          DataTypes.ByteType,
          DataTypes.DateType,
          DataTypes.DoubleType,
          DataTypes.FloatType,
          DataTypes.IntegerType,
          DataTypes.LongType,
          DataTypes.NullType,
          DataTypes.ShortType,
          DataTypes.StringType,
          DataTypes.TimestampType,
          DataTypes.TimestampNTZType);

  @Override
  public void registerClasses(Kryo kryo) {
    kryo.register(RecordKey.class);
    TYPES.forEach(type -> kryo.register(type.getClass()));
    kryo.register(ArrayType.class);
    kryo.register(DecimalType.class);
    kryo.register(MapType.class);
    kryo.register(DataType[].class);
  }
}
