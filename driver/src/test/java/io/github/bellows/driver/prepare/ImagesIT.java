package io.github.bellows.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.LabelConfig.Kind;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.config.ValidationConfig;
import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.ImageFormat;
import io.github.bellows.common.data.RowSelection;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.model.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImagesIT extends SparkTest {
  private Path tree;

  @BeforeEach
  void drawTree() {
    tree = ImageTrees.write(directory.resolve("tree"), 8, 1);
  }

  static DataConfig images(Map<String, String> options, Object... paths) {
    List<String> names = java.util.Arrays.stream(paths).map(Object::toString).toList();
    SourceConfig source =
        new SourceConfig(ImageFormat.NAME, names, null, null, options, 0, 0, RowSelection.ALL);
    return data(source, "label", Kind.CLASS);
  }

  private static final Map<String, String> SKIP = Map.of("onBadRecord", "skip");

  @Test
  void aFolderIsAClassAndAFileASample() {
    SampleSchema schema = prepare(images(Map.of(), tree)).preprocessing().schema();
    assertThat(schema.shape()).isEqualTo(Shape.of(3, 10, 12));
    assertThat(schema.type()).isEqualTo(FeatureType.UINT8);
    assertThat(schema.classNames()).isEqualTo(ImageTrees.CLASSES);
    assertThat(samples(prepare(images(Map.of(), tree)).train())).hasSize(24);
  }

  @Test
  void pixelsAreScaledAndGrey() {
    BufferedImage image = new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 4; x++) {
      image.setRGB(x, 0, x < 2 ? 0xff0000 : 0x0000ff);
      image.setRGB(x, 1, 0x00ff00);
    }
    Path flags = directory.resolve("flags");
    ImageTrees.write(flags.resolve("one/flag.png"), image);
    Map<String, String> grey = Map.of("size", "[2, 4]", "channels", "1");
    // By hand: red 0.299, green 0.587 and blue 0.114 of 255.
    assertThat(samples(prepare(images(grey, flags)).train()))
        .containsExactly("[76.0, 76.0, 29.0, 29.0, 150.0, 150.0, 150.0, 150.0] 0");
    // By hand: columns weigh 3, 3 and 1 of 7, rows 1 and 1 of 2, so red is 255 * 6/7 / 2.
    Map<String, String> small = Map.of("size", "[1, 2]");
    assertThat(samples(prepare(images(small, flags)).train()))
        .containsExactly("[109.0, 18.0, 128.0, 128.0, 18.0, 109.0] 0");
  }

  @Test
  void filesThatAreNoImagesAndHiddenOnesAreLeftOut() throws IOException {
    Files.writeString(tree.resolve("down/notes.txt"), "no image");
    Files.writeString(tree.resolve("down/._image-0.png"), "no image");
    Files.createDirectories(tree.resolve(".thumbnails"));
    Files.copy(tree.resolve("down/image-0.png"), tree.resolve(".thumbnails/image-0.png"));
    Files.createDirectories(tree.resolve("empty"));
    PreparedData prepared = prepare(images(Map.of(), tree));
    assertThat(prepared.preprocessing().schema().classNames()).isEqualTo(ImageTrees.CLASSES);
    assertThat(samples(prepared.train())).hasSize(24);
  }

  @Test
  void severalPathsAndGlobsNameAFileOnce() {
    PreparedData whole = prepare(images(Map.of(), tree));
    PreparedData parts =
        prepare(images(Map.of(), tree.resolve("plain"), tree + "/{across,down}", tree + "/d*"));
    assertThat(parts.train()).as("the same files, the same fingerprint").isEqualTo(whole.train());
    assertThat(parts.reused()).isTrue();
  }

  @Test
  void aChangedFileIsSeen() {
    DataConfig data = images(Map.of(), tree);
    PreparedData first = prepare(data);
    assertThat(prepare(data).reused()).isTrue();
    ImageTrees.write(tree.resolve("plain/more.bmp"), new BufferedImage(12, 10, 1));
    PreparedData second = prepare(data);
    assertThat(second.reused()).isFalse();
    assertThat(second.train()).isNotEqualTo(first.train());
  }

  @Test
  void otherNamesAndTasksGiveTheSameSamplesInTheSameOrder() throws IOException {
    Path other = directory.resolve("other");
    for (String kind : ImageTrees.CLASSES) {
      Files.createDirectories(other.resolve("deep/er").resolve(kind));
      for (int i = 0; i < 8; i++) {
        String end = List.of("png", "jpg", "bmp").get(i % 3);
        Files.copy(
            tree.resolve(kind).resolve("image-" + i + "." + end),
            other.resolve("deep/er").resolve(kind).resolve("z" + (9 - i) + "." + end));
      }
    }
    ValidationConfig split = new ValidationConfig(null, 0.25);
    PreparedData a = prepare(with(images(Map.of(), tree), split));
    PreparedData b = prepare(with(images(Map.of(), other), split));
    assertThat(b.train()).isNotEqualTo(a.train());
    assertThat(samples(b.train())).isEqualTo(samples(a.train())).hasSize(18);
    assertThat(samples(b.validation())).isEqualTo(samples(a.validation())).hasSize(6);
  }

  @Test
  void aDamagedFileIsNamed() {
    Path bad = tree.resolve("down/image-3.png");
    ImageTrees.cut(bad);
    assertError(
        () -> prepare(images(Map.of(), tree)),
        ErrorCode.BAD_DATA,
        bad + ": is cut off after ",
        "set onBadRecord: skip");
    assertThat(storage.list(root())).as("nothing is left behind").isEmpty();
  }

  @Test
  void damagedFilesCanBeSkippedAndAreNotCounted() throws IOException {
    ImageTrees.cut(tree.resolve("across/image-0.png")); // the first, which would say the size
    ImageTrees.cut(tree.resolve("plain/image-4.jpg"));
    Files.writeString(tree.resolve("down/image-2.bmp"), "no image");
    Path good = directory.resolve("good");
    for (String kind : ImageTrees.CLASSES) {
      Files.createDirectories(good.resolve(kind));
      try (var files = Files.list(tree.resolve(kind))) {
        for (Path file : files.toList()) {
          String name = kind + "/" + file.getFileName();
          if (!List.of("across/image-0.png", "plain/image-4.jpg", "down/image-2.bmp")
              .contains(name)) {
            Files.copy(file, good.resolve(name));
          }
        }
      }
    }
    ValidationConfig split = new ValidationConfig(null, 0.2);
    PreparedData skipping = prepare(with(images(SKIP, tree), split));
    PreparedData whole = prepare(with(images(Map.of(), good), split));
    assertThat(samples(skipping.train())).isEqualTo(samples(whole.train())).hasSize(17);
    assertThat(samples(skipping.validation())).isEqualTo(samples(whole.validation())).hasSize(4);
  }

  @Test
  void moreBadFilesThanGoodOnesAreAnError() {
    for (int i = 0; i < 5; i++) {
      String end = List.of("png", "jpg", "bmp").get(i % 3);
      for (String kind : ImageTrees.CLASSES) {
        ImageTrees.cut(tree.resolve(kind).resolve("image-" + i + "." + end));
      }
    }
    assertError(
        () -> prepare(images(SKIP, tree)),
        ErrorCode.BAD_DATA,
        "15 of 24 files were skipped, since they cannot be read: across/image-0.png, ",
        ", …; at most half may be");
  }

  @Test
  void imagesOfSeveralSizesNeedASize() {
    ImageTrees.write(tree.resolve("plain/wide.png"), new BufferedImage(10, 12, 1));
    assertError(
        () -> prepare(images(SKIP, tree)),
        ErrorCode.BAD_DATA,
        tree.resolve("plain/wide.png") + ": has 10 × 12 pixels, but ",
        "across/image-0.png, the first file, has 12 × 10",
        "Set size: [10, 12] or another");
    assertThat(samples(prepare(images(Map.of("size", "5x6"), tree)).train())).hasSize(25);
  }

  @Test
  void whatHoldsNoImagesIsAnError() throws IOException {
    Path empty = directory.resolve("none");
    Files.createDirectories(empty.resolve("a"));
    assertError(() -> prepare(images(Map.of(), empty)), ErrorCode.BAD_DATA, "holds no images");
    assertError(
        () -> prepare(images(Map.of(), directory.resolve("absent"))),
        ErrorCode.INPUT_MISSING,
        "absent: there is no such file or directory");
    assertError(
        () -> prepare(images(Map.of(), directory + "/absent-*")),
        ErrorCode.INPUT_MISSING,
        "there is no such file or directory");
  }

  @Test
  void everyFolderGivesTheSameShareForValidation() throws IOException {
    DataConfig data = images(Map.of(), tree);
    ValidationConfig quarter = new ValidationConfig(null, 0.25, ValidationConfig.By.CLASS, null);
    PreparedData prepared = prepare(with(data, quarter));
    List<String> held = samples(prepared.validation());
    assertThat(held).hasSize(6);
    for (String label : List.of("0", "1", "2")) {
      assertThat(held).filteredOn(sample -> sample.endsWith(" " + label)).hasSize(2);
    }
    assertThat(samples(prepared.train())).hasSize(18).doesNotContainAnyElementsOf(held);
    // A copy elsewhere, in a folder whose name is encoded in a URI, is divided alike.
    Path copy = directory.resolve("a copy");
    ImageTrees.write(copy, 8, 1);
    PreparedData same = prepare(with(images(Map.of(), copy), quarter));
    assertThat(samples(same.validation())).isEqualTo(held);
    ValidationConfig none = new ValidationConfig(null, 0.1, ValidationConfig.By.CLASS, null);
    assertError(
        () -> prepare(with(data, none)),
        ErrorCode.CONFIGURATION,
        "data.validation.split = 0.1 by class: holds out 0 of 24 samples");
  }
}
