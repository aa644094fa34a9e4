package io.github.bellows.common.data;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the source {@code images} makes of image files. In recipes and on the command line it is
 * text, as the options of other sources are.
 *
 * @param size what images are scaled to; null if all have one size, which they keep
 * @param channels 1 for grey, 3 for red, green and blue
 * @param onBadRecord what becomes of files that cannot be read
 */
public record ImageFormat(@Nullable Size size, int channels, OnBadRecord onBadRecord) {
  /** The source's name. */
  public static final String NAME = "images";

  /** Key of the size. */
  public static final String SIZE = "size";

  /** Key of the channels. */
  public static final String CHANNELS = "channels";

  /** Key of what becomes of bad files. */
  public static final String ON_BAD_RECORD = "onBadRecord";

  /** Colours as they are, and no bad file. */
  public static final ImageFormat STANDARD = new ImageFormat(null, 3, OnBadRecord.FAIL);

  private static final Pattern SIZES =
      Pattern.compile("\\[?\\s*([1-9]\\d{0,4})\\s*[,x]\\s*([1-9]\\d{0,4})\\s*]?");

  /** Height and width in pixels. */
  public record Size(int height, int width) {
    @Override
    public String toString() {
      return "[" + height + ", " + width + "]";
    }
  }

  /** What becomes of files that cannot be read. */
  public enum OnBadRecord {
    /** The first one is an error. */
    FAIL,
    /** They are left out and counted. */
    SKIP;

    /** Returns the word of a configuration. */
    public String word() {
      return this == FAIL ? "fail" : "skip";
    }
  }

  /** Checks the channels. */
  public ImageFormat {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels = " + channels + ": must be 1 or 3");
    }
  }

  /** Returns whether bad files are left out. */
  public boolean skips() {
    return onBadRecord == OnBadRecord.SKIP;
  }

  /** Returns the options that say the same. */
  public Map<String, String> options() {
    Map<String, String> options = new TreeMap<>();
    if (size != null) {
      options.put(SIZE, size.toString());
    }
    options.put(CHANNELS, Integer.toString(channels));
    options.put(ON_BAD_RECORD, onBadRecord.word());
    return options;
  }

  /**
   * Returns what options say; what they leave out is as in {@link #STANDARD}.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if there is another option, or a
   *     value is none
   */
  public static ImageFormat of(Map<String, String> options) {
    ImageFormat format = STANDARD;
    for (Map.Entry<String, String> option : new TreeMap<>(options).entrySet()) {
      String text = option.getValue().strip();
      format =
          switch (option.getKey()) {
            case SIZE -> new ImageFormat(size(text), format.channels, format.onBadRecord);
            case CHANNELS -> new ImageFormat(format.size, channels(text), format.onBadRecord);
            case ON_BAD_RECORD -> new ImageFormat(format.size, format.channels, onBad(text));
            default ->
                throw wrong(
                    option.getKey(),
                    text,
                    "format images has no such option",
                    "It has size, channels and onBadRecord");
          };
    }
    return format;
  }

  private static Size size(String text) {
    Matcher sizes = SIZES.matcher(text);
    if (!sizes.matches()) {
      throw wrong(SIZE, text, "must be height and width in pixels", "Write for example [64, 64]");
    }
    return new Size(Integer.parseInt(sizes.group(1)), Integer.parseInt(sizes.group(2)));
  }

  private static int channels(String text) {
    return switch (text) {
      case "1" -> 1;
      case "3" -> 3;
      default -> throw wrong(CHANNELS, text, "must be 1 or 3", "Write 1 for grey, 3 for colours");
    };
  }

  private static OnBadRecord onBad(String text) {
    for (OnBadRecord each : OnBadRecord.values()) {
      if (each.word().equals(text)) {
        return each;
      }
    }
    throw wrong(ON_BAD_RECORD, text, "must be fail or skip", "Write one of the two");
  }

  private static TrainingException wrong(String key, String text, String rule, String fix) {
    return TrainingException.of(ErrorCode.CONFIGURATION, key + " = " + text, rule, fix);
  }
}
