package io.github.bellows.driver.prepare;

import io.github.bellows.common.data.DateColumn;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Cells as points in time: dates begin at midnight, instants are taken in UTC. */
final class PointInTime {
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral('T')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalEnd()
          .toFormatter(Locale.ROOT);

  private PointInTime() {}

  /**
   * Returns what a cell says.
   *
   * @param format of text; null for ISO-8601, whose time may be left out or stand behind a blank
   * @throws java.time.DateTimeException if it says no point in time
   */
  static LocalDateTime of(Object cell, @Nullable DateTimeFormatter format) {
    if (cell instanceof Date date) {
      return date.toLocalDate().atStartOfDay();
    } else if (cell instanceof Timestamp stamp) {
      return LocalDateTime.ofInstant(stamp.toInstant(), DateColumn.ZONE);
    } else if (cell instanceof LocalDate date) {
      return date.atStartOfDay();
    } else if (cell instanceof LocalDateTime time) {
      return time;
    } else if (cell instanceof Instant instant) {
      return LocalDateTime.ofInstant(instant, DateColumn.ZONE);
    }
    String text = cell.toString().trim();
    DateTimeFormatter used = format == null ? ISO : format;
    TemporalAccessor parsed =
        used.parseBest(
            format == null ? text.replace(' ', 'T') : text, LocalDateTime::from, LocalDate::from);
    return parsed instanceof LocalDate date ? date.atStartOfDay() : (LocalDateTime) parsed;
  }
}
