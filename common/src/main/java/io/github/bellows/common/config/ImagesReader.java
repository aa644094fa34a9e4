package io.github.bellows.common.config;

import io.github.bellows.common.data.ImageFormat;
import io.github.bellows.common.data.ImageFormat.OnBadRecord;
import io.github.bellows.common.data.ImageFormat.Size;
import io.github.bellows.common.data.RowSelection;
import io.github.bellows.common.model.Extent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a source of format {@code images}. */
final class ImagesReader {
  private static final Rule<OnBadRecord> ON_BAD_RECORD =
      Rule.choice(List.of("fail", "skip"), OnBadRecord.values());
  private static final Rule<Integer> CHANNELS =
      Rule.choice(List.of("1", "3"), new Integer[] {1, 3});
  private static final int MOST_PIXELS = 8192;
  private static final Extent EXAMPLE = new Extent(List.of(48, 64));

  private ImagesReader() {}

  /** Reads a source; what it leaves out is as in {@code standard}. */
  static SourceConfig read(Section source, ImageFormat standard, long seed) {
    List<String> paths =
        source.given("path") instanceof Node.Sequence
            ? source.requireList("path", Rule.text(), List.of("data/flowers"))
            : List.of(source.require("path", Rule.text(), "data/flowers"));
    Size size = size(source, standard.size());
    int channels = source.get(ImageFormat.CHANNELS, CHANNELS, standard.channels());
    OnBadRecord onBadRecord =
        source.get(ImageFormat.ON_BAD_RECORD, ON_BAD_RECORD, standard.onBadRecord());
    ImageFormat format = new ImageFormat(size, channels, onBadRecord);
    return new SourceConfig(
        ImageFormat.NAME, paths, null, null, format.options(), 0, seed, RowSelection.ALL);
  }

  private static @Nullable Size size(Section source, @Nullable Size standard) {
    Node given = source.given(ImageFormat.SIZE);
    if (given == null) {
      Node absent =
          standard == null
              ? source.absent(ImageFormat.SIZE, "null")
              : Node.of(List.of(standard.height(), standard.width()));
      source.record(ImageFormat.SIZE, absent.flow(), () -> absent);
      return standard;
    }
    source.record(ImageFormat.SIZE, "null", () -> given);
    Extent size = Sizes.checked(source, ImageFormat.SIZE, given, 1, EXAMPLE);
    if (size.size(0) > MOST_PIXELS || size.size(1) > MOST_PIXELS) {
      source.report(
          ImageFormat.SIZE,
          "must be at most " + MOST_PIXELS + " in height and width",
          "Write for example " + EXAMPLE);
      return standard;
    }
    return new Size(size.size(0), size.size(1));
  }

  /** Returns what a source makes of images; the standard if it is no such source. */
  static ImageFormat formatOf(SourceConfig source) {
    return isImages(source) ? ImageFormat.of(source.options()) : ImageFormat.STANDARD;
  }

  /** Returns whether a source has this format. */
  static boolean isImages(SourceConfig source) {
    return source.format().equals(ImageFormat.NAME);
  }

  /** Returns the shape of a sample, if the configuration says it. */
  static @Nullable List<Integer> shape(SourceConfig source) {
    ImageFormat format = formatOf(source);
    Size size = format.size();
    return !isImages(source) || size == null
        ? null
        : List.of(format.channels(), size.height(), size.width());
  }

  /** Reports validation images that are not made as those of training are. */
  static void checkAlike(Section validation, SourceConfig source, SourceConfig train) {
    if (!isImages(source) || !isImages(train)) {
      return;
    }
    ImageFormat own = formatOf(source);
    ImageFormat trained = formatOf(train);
    if (own.channels() != trained.channels()) {
      validation.report(
          ImageFormat.CHANNELS, "must be as in data.train", "Remove it: it is taken from there");
    }
    if (own.size() != null && trained.size() != null && !own.size().equals(trained.size())) {
      validation.report(
          ImageFormat.SIZE, "must be as in data.train", "Remove it: it is taken from there");
    }
  }
}
