package io.github.bellows.common.config;

/**
 * Where a value came from.
 *
 * @param source a file's name, {@code --set}, {@code --conf} or {@code default}
 * @param line line in the file, counted from 1; 0 if there is none
 */
public record Origin(String source, int line) {
  /** The value nobody gave. */
  public static final Origin DEFAULT = new Origin("default", 0);

  /** The command line's {@code --set key=value}. */
  public static final Origin SET = new Origin("--set", 0);

  /** Spark's {@code --conf spark.bellows.key=value}. */
  public static final Origin CONF = new Origin("--conf", 0);

  /** Returns {@code source:line}, or the source alone. */
  @Override
  public String toString() {
    return line > 0 ? source + ":" + line : source;
  }
}
