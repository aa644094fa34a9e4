package io.github.bellows.driver.prepare;

import io.github.bellows.common.data.CategoryColumn;
import io.github.bellows.common.data.FeatureColumn;
import io.github.bellows.common.data.HalfFloat;
import io.github.bellows.common.data.TextColumn;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.BiFunction;

/** Values of records that are stored in half precision. */
final class HalfValues {
  private static final String KEY = "data.store.floats = fp16";
  private static final String FIX = "Set data.store.floats: fp32";

  private HalfValues() {}

  /**
   * Checks that the codes of columns are whole numbers that half precision holds.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) for the first that has too many
   */
  static void requireExact(List<FeatureColumn> columns) {
    for (FeatureColumn column : columns) {
      int codes = 0;
      if (column instanceof CategoryColumn category) {
        codes = category.codes().size() + 1;
      } else if (column instanceof TextColumn text) {
        codes = TextColumn.code(text.codes().size());
      }
      if (codes > HalfFloat.EXACT) {
        throw TrainingException.of(
            ErrorCode.CONFIGURATION,
            KEY,
            "column "
                + column.name()
                + " has "
                + codes
                + " codes, and whole numbers above "
                + HalfFloat.EXACT
                + " are not exact in half precision",
            FIX + ", or keep fewer of them with minCount");
      }
    }
  }

  /** Returns memory for values as they come, in single precision. */
  static ByteBuffer buffer(int values) {
    return ByteBuffer.allocate(values * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Rounds values into a record, and makes room for others.
   *
   * @param refused makes the error of a rule and a fix
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if a value is too large
   */
  static void move(
      ByteBuffer values, ByteBuffer record, BiFunction<String, String, TrainingException> refused) {
    values.flip();
    while (values.hasRemaining()) {
      float value = values.getFloat();
      if (Math.abs(value) > HalfFloat.MAX) {
        throw refused.apply("is beyond " + HalfFloat.MAX + ", the largest number of fp16", FIX);
      }
      record.putShort(HalfFloat.of(value));
    }
    values.clear();
  }
}
