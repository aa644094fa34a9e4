package io.github.bellows.common.data;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A date or a time of day and date, stored as the numbers of some of its parts.
 *
 * @param name its name in the source
 * @param pattern of text, as java.time.format.DateTimeFormatter has it; null for ISO-8601
 * @param parts what becomes a number, at least one
 */
public record DateColumn(String name, @Nullable String pattern, List<Part> parts)
    implements FeatureColumn {
  private static final double SECONDS_PER_DAY = 86_400;

  /** A number that a point in time has. */
  public enum Part {
    /** Such as 1981. */
    YEAR(time -> time.getYear()),
    /** 1 to 4. */
    QUARTER(time -> time.get(IsoFields.QUARTER_OF_YEAR)),
    /** 1 to 12. */
    MONTH(time -> time.getMonthValue()),
    /** Day of the month, 1 to 31. */
    DAY(time -> time.getDayOfMonth()),
    /** 1 for Monday to 7 for Sunday. */
    WEEKDAY(time -> time.getDayOfWeek().getValue()),
    /** Day of the year, 1 to 366. */
    YEARDAY(time -> time.getDayOfYear()),
    /** 0 to 23. */
    HOUR(time -> time.getHour()),
    /** Minute of the hour, 0 to 59. */
    MINUTE(time -> time.getMinute()),
    /** Days since 1970-01-01, with a fraction. */
    DAYS(
        time ->
            time.toLocalDate().toEpochDay()
                + time.get(ChronoField.SECOND_OF_DAY) / SECONDS_PER_DAY);

    private final ToDoubleFunction<LocalDateTime> number;

    Part(ToDoubleFunction<LocalDateTime> number) {
      this.number = number;
    }

    /** Returns the number of a point in time. */
    public double of(LocalDateTime time) {
      return number.applyAsDouble(time);
    }

    /** Returns the part's name in configurations and documents. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The zone in which instants become dates. */
  public static final ZoneOffset ZONE = ZoneOffset.UTC;

  /** Checks the parts. */
  public DateColumn {
    parts = List.copyOf(parts);
    BytesColumn.positive(name, parts.size());
  }

  @Override
  public int stored() {
    return parts.size();
  }

  @Override
  public int width() {
    return parts.size();
  }

  @Override
  public void decode(FeatureDecoding.Values target) {
    for (int i = 0; i < parts.size(); i++) {
      target.number();
    }
  }
}
