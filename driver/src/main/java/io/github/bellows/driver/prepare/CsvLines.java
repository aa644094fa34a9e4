package io.github.bellows.driver.prepare;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import com.univocity.parsers.csv.UnescapedQuoteHandling;
import io.github.bellows.common.storage.Storage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Finds the line of a CSV file that an error is about, by reading the file again. Splits lines with
 * the parser that Spark uses, under the same options. Immutable.
 */
final class CsvLines implements Serializable {
  private static final long serialVersionUID = 1L;

  private final SerializableConfiguration hadoop;
  private final TreeMap<String, String> options;
  private final ArrayList<String> columns;

  /**
   * Creates a search.
   *
   * @param options Spark's options of the source
   * @param columns names of the columns, in file order
   */
  CsvLines(SerializableConfiguration hadoop, Map<String, String> options, List<String> columns) {
    this.hadoop = hadoop;
    this.options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    this.options.putAll(options);
    this.columns = new ArrayList<>(columns);
  }

  /** Returns the number of the first line whose column holds a text, or 0 if none is found. */
  long findCell(Path file, String column, @Nullable String text) {
    int index = columns.indexOf(column);
    if (index < 0) {
      return 0; // an expression made it
    }
    CsvParser parser = parser();
    return find(
        file,
        line -> {
          String[] values = parser.parseLine(line);
          if (values == null || index >= values.length) {
            return false;
          }
          String value = values[index];
          boolean empty = value == null || value.equals(options.getOrDefault("nullValue", ""));
          return text == null ? empty : text.equals(value);
        });
  }

  /** Returns the number of the first line that is a text, or 0 if there is none. */
  long findText(Path file, String text) {
    return find(file, text::equals);
  }

  /** Returns the values of a line. */
  String[] split(String line) {
    String[] values = parser().parseLine(line);
    return values == null ? new String[0] : values;
  }

  private long find(Path file, Predicate<String> wanted) {
    if (Boolean.parseBoolean(options.get("multiLine"))) {
      return 0;
    }
    boolean header = Boolean.parseBoolean(options.get("header"));
    try (BufferedReader reader = open(file)) {
      long number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!(header && number == 1) && wanted.test(line)) {
          return number;
        }
      }
    } catch (IOException e) {
      // The error being reported is worth more than its line number.
    }
    return 0;
  }

  private BufferedReader open(Path file) throws IOException {
    InputStream in = new Storage(hadoop.value()).open(file);
    CompressionCodec codec = new CompressionCodecFactory(hadoop.value()).getCodec(file);
    String charset = options.getOrDefault("encoding", options.getOrDefault("charset", "UTF-8"));
    return new BufferedReader(
        new InputStreamReader(
            codec == null ? in : codec.createInputStream(in), Charset.forName(charset)));
  }

  private CsvParser parser() {
    CsvParserSettings settings = new CsvParserSettings();
    String separator = options.getOrDefault("sep", options.getOrDefault("delimiter", ","));
    settings.getFormat().setDelimiter(separator.equals("\\t") ? "\t" : separator);
    settings.getFormat().setQuote(character("quote", '"'));
    settings.getFormat().setQuoteEscape(character("escape", '\\'));
    settings.getFormat().setComment(character("comment", '\0'));
    settings.setIgnoreLeadingWhitespaces(flag("ignoreLeadingWhiteSpace"));
    settings.setIgnoreTrailingWhitespaces(flag("ignoreTrailingWhiteSpace"));
    settings.setMaxCharsPerColumn(-1);
    settings.setMaxColumns(Math.max(20480, columns.size() + 1));
    settings.setUnescapedQuoteHandling(UnescapedQuoteHandling.STOP_AT_DELIMITER);
    return new CsvParser(settings);
  }

  private boolean flag(String option) {
    return Boolean.parseBoolean(options.get(option));
  }

  private char character(String option, char otherwise) {
    String given = options.get(option);
    return given == null ? otherwise : given.isEmpty() ? '\0' : given.charAt(0);
  }
}
