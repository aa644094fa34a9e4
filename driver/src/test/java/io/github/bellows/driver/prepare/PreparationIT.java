package io.github.bellows.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.LabelConfig.Kind;
import io.github.bellows.common.config.ScaleConfig;
import io.github.bellows.common.config.ValidationConfig;
import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.model.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class PreparationIT extends SparkTest {
  private static final String FOUR_ROWS = "a,b,y\n1,5,no\n2,5,yes\n4,5,no\n8,5,yes\n";

  private DataConfig fourRows() {
    String path = write("train.csv", FOUR_ROWS);
    return data(csv(path, "header", "true"), "y", Kind.CLASS);
  }

  @Test
  void writesEachSampleOnceWithItsClass() {
    PreparedData prepared = prepare(fourRows());
    assertThat(samples(prepared.train()))
        .containsExactlyInAnyOrder("[1.0, 5.0] 0", "[2.0, 5.0] 1", "[4.0, 5.0] 0", "[8.0, 5.0] 1");
    assertThat(prepared.preprocessing().schema().classNames()).containsExactly("no", "yes");
    assertThat(prepared.validation()).isNull();
  }

  @Test
  void standardizesByThePopulationOfTheTrainingPart() {
    PreparedData prepared = prepare(standardized(fourRows()));
    // numpy: mean [3.75, 5], std [2.68095132, 0], fp32 (1 - 3.75) / 2.6809514 = -1.0257553; a
    // constant feature is divided by 1.
    assertThat(prepared.preprocessing().scaling().subtract()).containsExactly(3.75f, 5);
    assertThat(prepared.preprocessing().scaling().divide()).containsExactly(2.6809514f, 1);
    assertThat(samples(prepared.train(), prepared.preprocessing().decoding()))
        .contains("[-1.0257553, 0.0] 0");
  }

  @Test
  void writesTheSameBytesFromAnotherPartitioningAndFileOrder() throws IOException {
    StringBuilder whole = new StringBuilder();
    StringBuilder[] parts = {new StringBuilder(), new StringBuilder(), new StringBuilder()};
    for (int i = 0; i < 3000; i++) {
      String row = (i % 700) + "," + (i * 37 % 101) / 8.0 + "," + i % 3 + "\n";
      whole.append(row);
      parts[(i * 7 + i / 11) % 3].insert(0, row);
    }
    String one = write("one.csv", whole.toString());
    for (int i = 0; i < 3; i++) {
      write("many/" + (char) ('c' - i) + ".csv", parts[i].toString());
    }
    DataConfig first = with(standardized(data(csv(one), "_c2", Kind.CLASS)), split(0.1));
    DataConfig second =
        with(
            standardized(data(csv(directory.resolve("many").toString()), "_c2", Kind.CLASS)),
            split(0.1));
    PreparedData a = prepare(first);
    spark.conf().set("spark.sql.files.maxPartitionBytes", "3000");
    try {
      PreparedData b = prepare(second);
      assertThat(b.train()).isNotEqualTo(a.train());
      assertThat(content(b.train())).isEqualTo(content(a.train()));
      assertThat(content(b.validation())).isEqualTo(content(a.validation()));
      assertThat(b.preprocessing().scaling()).isEqualTo(a.preprocessing().scaling());
      assertThat(samples(a.train())).hasSize(2700);
      assertThat(samples(a.validation())).hasSize(300);
    } finally {
      spark.conf().unset("spark.sql.files.maxPartitionBytes");
    }
  }

  private static ValidationConfig split(double share) {
    return new ValidationConfig(null, share);
  }

  /** Returns the bytes of all blocks, as hexadecimal text by name. */
  private static SortedMap<String, String> content(@org.jspecify.annotations.Nullable Path set)
      throws IOException {
    SortedMap<String, String> content = new TreeMap<>();
    assertThat(set).isNotNull();
    for (Path file : storage.list(java.util.Objects.requireNonNull(set))) {
      if (file.getName().endsWith(".bin")) {
        content.put(file.getName(), java.util.HexFormat.of().formatHex(storage.read(file)));
      }
    }
    assertThat(content).isNotEmpty();
    return content;
  }

  @Test
  void shufflesBySeedOverTheWholeData() {
    DataConfig digits = data(digits(3000, 5), "label", Kind.CLASS);
    Preparation preparation = new Preparation(spark, storage);
    List<String> one = samples(preparation.prepare(digits, 1, root()).train());
    List<String> two = samples(preparation.prepare(digits, 2, root()).train());
    assertThat(one).isNotEqualTo(two).containsExactlyInAnyOrderElementsOf(two);
    // Classes of a shuffled set are spread: of 300 samples each class has 30 ± 5.2.
    int[] counts = new int[10];
    for (String sample : one.subList(0, 300)) {
      counts[sample.charAt(sample.length() - 1) - '0']++;
    }
    for (int count : counts) {
      assertThat(count).isBetween(5, 60);
    }
  }

  @Test
  void splitsOffAPartThatIsDisjoint() {
    DataConfig digits = with(data(digits(250, 5), "label", Kind.CLASS), split(0.25));
    PreparedData prepared = prepare(digits);
    List<String> all = new ArrayList<>(samples(prepared.train()));
    assertThat(all).hasSize(188);
    assertThat(samples(prepared.validation())).hasSize(62).doesNotContainAnyElementsOf(all);
    all.addAll(samples(prepared.validation()));
    DataConfig whole = data(digits(250, 5), "label", Kind.CLASS);
    assertThat(samples(prepare(whole).train())).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void refusesASplitOfNothing() {
    assertError(
        () -> prepare(with(fourRows(), split(0.2))),
        ErrorCode.CONFIGURATION,
        "data.validation.split = 0.2",
        "no validation sample of 4");
  }

  @Test
  void readsIdxPlainAndZipped() throws IOException {
    byte[] pixels = new byte[24];
    for (int i = 0; i < 24; i++) {
      pixels[i] = (byte) (i * 11);
    }
    String features = write("images", idx(pixels, 4, 2, 3));
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(idx(new byte[] {0, 3, 1, 3}, 4));
    }
    String labels = write("labels.gz", zipped.toByteArray());
    PreparedData prepared = prepare(data(idx(features, labels), "label", Kind.CLASS));
    Preprocessing recipe = prepared.preprocessing();
    assertThat(recipe.schema().shape()).isEqualTo(Shape.of(1, 2, 3));
    assertThat(recipe.schema().type()).isEqualTo(FeatureType.UINT8);
    assertThat(recipe.schema().classNames()).containsExactly("0", "1", "2", "3");
    assertThat(samples(prepared.train()))
        .containsExactlyInAnyOrder(
            "[0.0, 11.0, 22.0, 33.0, 44.0, 55.0] 0",
            "[66.0, 77.0, 88.0, 99.0, 110.0, 121.0] 3",
            "[132.0, 143.0, 154.0, 165.0, 176.0, 187.0] 1",
            "[198.0, 209.0, 220.0, 231.0, 242.0, 253.0] 3");
  }

  @Test
  void scalesByTheTwoNumbersOfTheConfiguration() {
    DataConfig scaled = fourRows().withScale(new ScaleConfig(1, 4, false));
    PreparedData prepared = prepare(scaled);
    assertThat(samples(prepared.train(), prepared.preprocessing().decoding()))
        .contains("[0.0, 1.0] 0", "[1.75, 1.0] 1");
  }

  @Test
  void reusesWhatDidNotChangeAndRebuildsWhatDid() throws IOException {
    PreparedData first = prepare(fourRows());
    assertThat(first.reused()).isFalse();
    assertThat(first.reason()).contains("prepared, there was no set");
    java.nio.file.Path csv = directory.resolve("train.csv");
    java.nio.file.attribute.FileTime time = Files.getLastModifiedTime(csv);
    PreparedData second = prepare(data(csv(csv.toString(), "header", "true"), "y", Kind.CLASS));
    assertThat(second.reused()).isTrue();
    assertThat(second.reason()).contains("reused");
    assertThat(second.train()).isEqualTo(first.train());
    assertThat(second.preprocessing()).isEqualTo(first.preprocessing());
    Files.writeString(csv, FOUR_ROWS + "16,5,no\n");
    Files.setLastModifiedTime(csv, time);
    PreparedData third = prepare(data(csv(csv.toString(), "header", "true"), "y", Kind.CLASS));
    assertThat(third.reused()).isFalse();
    assertThat(samples(third.train())).hasSize(5);
    assertThat(samples(first.train())).hasSize(4);
  }

  @Test
  void rebuildsASetThatLostABlock() throws IOException {
    PreparedData first = prepare(fourRows());
    List<String> before = samples(first.train());
    Files.delete(
        java.nio.file.Path.of(new Path(first.train(), "block-00000-00.bin").toUri().getPath()));
    PreparedData second = prepare(data(fourRowsAgain(), "y", Kind.CLASS));
    assertThat(second.reused()).isFalse();
    assertThat(second.reason()).contains("incomplete");
    assertThat(samples(second.train())).isEqualTo(before);
  }

  private io.github.bellows.common.config.SourceConfig fourRowsAgain() {
    return csv(directory.resolve("train.csv").toString(), "header", "true");
  }

  @Test
  void isNotDisturbedByWhatAKilledWriterLeft() throws IOException {
    java.nio.file.Path killed = directory.resolve("prepared/.writing-0123-x/samples");
    Files.createDirectories(killed);
    Files.write(killed.resolve(".block-00000-00.bin.1"), new byte[7]);
    PreparedData prepared = prepare(fourRows());
    assertThat(samples(prepared.train())).hasSize(4);
    // The young one may belong to a living writer; an old one is removed.
    assertThat(killed).exists();
    Files.setLastModifiedTime(
        killed.getParent(), java.nio.file.attribute.FileTime.fromMillis(1_000_000));
    prepare(data(digits(5, 1), "label", Kind.CLASS));
    assertThat(killed).doesNotExist();
  }

  @Test
  void evaluatesTheSameFilesInTheSameOrderAsValidation() {
    String test = write("test.csv", "b,a,y\n7,1,yes\n9,2,no\n11,3,yes\n");
    DataConfig config = with(fourRows(), new ValidationConfig(csv(test, "header", "true"), 0));
    PreparedData prepared = prepare(config);
    assertThat(samples(prepared.validation()))
        .containsExactlyInAnyOrder("[1.0, 7.0] 1", "[2.0, 9.0] 0", "[3.0, 11.0] 1");
    List<String> validation = samples(prepared.validation());
    Path elsewhere = storage.qualify(directory.resolve("elsewhere").toString());
    Path evaluation =
        new Preparation(spark, storage)
            .prepareForEvaluation(csv(test, "header", "true"), prepared.preprocessing(), elsewhere);
    assertThat(samples(evaluation)).isEqualTo(validation);
    assertThat(prepare(config).reused()).isTrue();
  }

  @Test
  void saysThatNothingCanBeWritten() {
    DataConfig config = fourRows();
    write("file", "x");
    Path below = storage.qualify(directory.resolve("file/prepared").toString());
    assertError(
        () -> new Preparation(spark, storage).prepare(config, 1, below),
        ErrorCode.CANNOT_WRITE,
        "file/prepared",
        "cannot be written");
  }

  @Test
  void leavesNothingBehindAfterAnError() {
    String bad = write("bad.csv", "a,y\n1,0\nx,1\n");
    assertError(
        () -> prepare(data(csv(bad, "header", "true"), "y", Kind.CLASS)), ErrorCode.BAD_DATA, "x");
    assertThat(storage.list(root())).isEmpty();
  }
}
