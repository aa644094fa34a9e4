package io.github.bellows.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.BlocksConfig;
import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.FeaturesConfig;
import io.github.bellows.common.config.LabelConfig;
import io.github.bellows.common.config.LabelConfig.Kind;
import io.github.bellows.common.config.ScaleConfig;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.config.ValidationConfig;
import io.github.bellows.common.data.BlockCache;
import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.RecordDecoder;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleOrder;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.drawn.DrawnFormat;
import io.github.bellows.common.drawn.DrawnSample;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.model.Shape;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What samples carry beside their features: masks, several labels, weights and lengths. */
class TargetsIT extends SparkTest {
  private static final String SEQUENCES =
      "a,b,c,d,n,w,y,z\n1,2,3,4,2,0.5,no,7\n5,6,0,0,1,2,yes,8\n";

  /** Data with labels, and columns of weight and length. */
  private static DataConfig data(
      SourceConfig train,
      List<LabelConfig> labels,
      @Nullable String weight,
      @Nullable String length) {
    return new DataConfig(
        train,
        null,
        labels,
        new FeaturesConfig(null, List.of()),
        weight,
        length,
        new ScaleConfig(0, 1, false),
        null,
        null,
        BlocksConfig.STANDARD,
        List.of());
  }

  private DataConfig sequences(String content) {
    return data(
            csv(write("train.csv", content), "header", "true"),
            List.of(new LabelConfig("y", Kind.CLASS), new LabelConfig("z", Kind.NUMBER)),
            "w",
            "n")
        .withSteps(2);
  }

  private SampleBatch batch(@Nullable Path set) {
    Path given = Objects.requireNonNull(set);
    try (BlockSet blocks =
        BlockSet.open(
            storage, given, FeatureDecoding.NONE, BlockCache.in(directory.resolve("cache")))) {
      int samples = Math.toIntExact(blocks.samples());
      SampleBatch batch = new SampleBatch(blocks.schema(), samples);
      blocks.read(SampleOrder.stored(samples), 0, samples, batch);
      return batch;
    }
  }

  private static float[] features(SampleBatch batch, int slot) {
    float[] features = new float[batch.schema().elements()];
    batch.features().get(slot * features.length, features);
    return features;
  }

  private static long[] longs(LongBuffer buffer, int slot, int length) {
    long[] longs = new long[length];
    buffer.get(slot * length, longs);
    return longs;
  }

  @Test
  void readsLabelsWeightAndLengthOfARow() {
    PreparedData prepared = prepare(sequences(SEQUENCES));
    SampleSchema schema = prepared.preprocessing().schema();
    assertThat(schema.shape()).isEqualTo(Shape.of(4));
    assertThat(schema.classNames()).containsExactly("no", "yes");
    assertThat(schema.label(1)).isEqualTo(new Label.Values(1));
    SampleBatch batch = batch(prepared.train());
    assertThat(batch.size()).isEqualTo(2);
    int first = batch.features().get(0) == 1 ? 0 : 1;
    assertThat(features(batch, first)).containsExactly(1, 2, 3, 4);
    assertThat(features(batch, 1 - first)).containsExactly(5, 6, 0, 0);
    assertThat(batch.classes().get(first)).isZero();
    assertThat(batch.targets(1).get(first)).isEqualTo(7);
    assertThat(batch.weights().get(first)).isEqualTo(0.5f);
    assertThat(batch.lengths().get(first)).isEqualTo(2);
    assertThat(batch.classes().get(1 - first)).isEqualTo(1);
    assertThat(batch.targets(1).get(1 - first)).isEqualTo(8);
    assertThat(batch.weights().get(1 - first)).isEqualTo(2);
    assertThat(batch.lengths().get(1 - first)).isEqualTo(1);
  }

  @Test
  void otherColumnsOrAnotherInputAreOtherData() {
    DataConfig all = sequences(SEQUENCES);
    Path first = prepare(all).train();
    assertThat(prepare(all).reused()).isTrue();
    assertThat(prepare(all.withSteps(4)).train()).isNotEqualTo(first);
    DataConfig unweighted = data(all.train(), all.labels(), null, "n").withSteps(2);
    assertThat(prepare(unweighted).train()).isNotEqualTo(first);
  }

  @Test
  void dataPreparedByTheFirstVersionIsUsedOn() {
    // SHA-256 over the parts of this source, each with its length in front, by Python's hashlib.
    assertThat(prepare(data(digits(5, 1), "label", Kind.CLASS)).train().getParent().getName())
        .isEqualTo("09b21bf5e4d7395e");
  }

  private void assertRow(String row, String... messages) {
    assertError(() -> prepare(sequences(SEQUENCES + row + "\n")), ErrorCode.BAD_DATA, messages);
  }

  @Test
  void namesALengthOutsideTheSteps() {
    assertRow(
        "1,2,3,4,0,1,no,1",
        "train.csv:4: column n: '0' must be a whole number in [1, 2], the steps of a sample."
            + " Correct or remove the row.");
    assertRow("1,2,3,4,3,1,no,1", "train.csv:4: column n: '3' must be a whole number in [1, 2]");
    assertRow("1,2,3,4,1.5,1,no,1", "train.csv:4: column n: '1.5' must be a whole number");
    assertRow("1,2,3,4,,1,no,1", "train.csv:4: column n: the value is missing");
    assertRow("1,2,3,4,two,1,no,1", "train.csv:4: column n: 'two' is not a number");
  }

  @Test
  void aRowOfNumbersHasAsManyStepsAsColumns() {
    DataConfig data = sequences(SEQUENCES + "1,2,3,4,5,1,no,1\n").withSteps(null);
    assertError(
        () -> prepare(data), ErrorCode.BAD_DATA, "column n: '5' must be a whole number in [1, 4]");
  }

  @Test
  void namesAWeightThatIsNone() {
    assertRow(
        "1,2,3,4,1,-0.5,no,1",
        "train.csv:4: column w: '-0.5' must be at least 0. Correct or remove the row.");
    assertRow("1,2,3,4,1,NaN,no,1", "train.csv:4: column w: 'NaN' is not a finite fp32 number");
    assertRow("1,2,3,4,1,Infinity,no,1", "train.csv:4: column w: 'Infinity' is not a finite");
  }

  @Test
  void suggestsTheNearestColumn() {
    DataConfig data = sequences(SEQUENCES);
    assertError(
        () -> prepare(data(data.train(), data.labels(), "W", null)),
        ErrorCode.CONFIGURATION,
        "data.weight = W: the source has no such column; the nearest is w");
    assertError(
        () -> prepare(data(data.train(), data.labels(), null, "weigth")),
        ErrorCode.CONFIGURATION,
        "data.length = weigth: the source has no such column. Its columns are a, b, c, d, n, w, y, z");
    assertError(
        () -> prepare(with(data, new FeaturesConfig(List.of("a", "n"), List.of()))),
        ErrorCode.CONFIGURATION,
        "data.features: column n: may be used once");
  }

  @Test
  void rowsToPredictHaveALengthAndNothingElse() {
    PreparedData prepared = prepare(sequences(SEQUENCES));
    String in = write("in.csv", "n,a,b,c,d\n2,9,8,7,6\n");
    SampleBatch batch = new SampleBatch(prepared.preprocessing().schema(), 1);
    batch = predicted(prepared, in, batch);
    assertThat(features(batch, 0)).containsExactly(9, 8, 7, 6);
    assertThat(batch.lengths().get(0)).isEqualTo(2);
    assertThat(batch.weights().get(0)).isEqualTo(1);
    String bad = write("bad.csv", "n,a,b,c,d\n2,9,8,7,6\n3,9,8,7,6\n");
    SampleBatch two = new SampleBatch(prepared.preprocessing().schema(), 2);
    assertError(
        () -> predicted(prepared, bad, two),
        ErrorCode.BAD_DATA,
        "bad.csv:3: column n: '3' must be a whole number in [1, 2]");
    String without = write("without.csv", "a,b,c,d\n9,8,7,6\n");
    assertError(
        () -> predicted(prepared, without, two),
        ErrorCode.BAD_DATA,
        "without.csv: column n is missing, the length. Give the columns that the model was");
  }

  private static SampleBatch predicted(PreparedData prepared, String path, SampleBatch batch) {
    SourceRows source = new Sources(spark, storage).read(csv(path, "header", "true"));
    RowEncoder encoder = RowEncoder.unlabelled(prepared.preprocessing(), source);
    RecordDecoder decoder =
        new RecordDecoder(prepared.preprocessing().schema(), prepared.preprocessing().decoding());
    for (Row row : source.rows().collectAsList()) {
      decoder.append(encoder.encode(row), batch);
    }
    return batch;
  }

  private SourceConfig parquet(String name, String sql) {
    String path = directory.resolve(name).toString();
    spark.sql(sql).write().mode("overwrite").parquet(path);
    return new SourceConfig("parquet", path, null, null, Map.of(), 0, 0);
  }

  @Test
  void readsMasksFromArraysAndFromBytes() {
    for (String mask : List.of("array(0, 2, 1)", "X'000201'", "array(0D, 2D, 1D)")) {
      SourceConfig source =
          parquet("masks", "select array(1D, 2D, 3D) as x, " + mask + " as y, 5 as z");
      PreparedData prepared = prepare(data(source, "y", Kind.MASK));
      assertThat(prepared.preprocessing().schema().label())
          .isEqualTo(new Label.Mask(List.of("0", "1", "2"), 3));
      SampleBatch batch = batch(prepared.train());
      assertThat(longs(batch.classes(), 0, 3)).containsExactly(0, 2, 1);
      assertThat(features(batch, 0)).containsExactly(1, 2, 3, 5);
    }
  }

  @Test
  void numbersThatMayBeMissingAreNotANumber() {
    SourceConfig source =
        parquet("gaps", "select 1D as x, array(1D, null, double('NaN')) as y, int(null) as z");
    List<LabelConfig> labels =
        Stream.of("y", "z")
            .map(
                name ->
                    new LabelConfig(
                        name, name.equals("y") ? Kind.VECTOR : Kind.NUMBER, null, ",", true))
            .toList();
    PreparedData prepared = prepare(data(source, labels, null, null));
    assertThat(prepared.preprocessing().schema().label()).isEqualTo(new Label.Values(3, true));
    SampleBatch batch = batch(prepared.train());
    assertThat(batch.targets(0).get(0)).isEqualTo(1);
    assertThat(batch.targets(0).get(1)).isNaN();
    assertThat(batch.targets(0).get(2)).isNaN();
    assertThat(batch.targets(1).get(0)).isNaN();
    assertError(
        () -> prepare(data(source, "y", Kind.VECTOR)),
        ErrorCode.BAD_DATA,
        "column y: must hold numbers only");
    assertError(
        () -> prepare(data(source, "z", Kind.NUMBER)),
        ErrorCode.BAD_DATA,
        "column z: the value is missing");
  }

  @Test
  void namesAMaskThatDoesNotFit() {
    String good = "select 1 as x, array(0, 1) as y union all select 2 as x, ";
    assertError(
        () -> prepare(data(parquet("m", good + "array(0, 1, 1)"), "y", Kind.MASK)),
        ErrorCode.BAD_DATA,
        "column y",
        "rows of");
    for (String bad : List.of("256", "-1", "0.5D")) {
      assertError(
          () ->
              prepare(
                  data(parquet("m", "select 2 as x, array(0, " + bad + ") as y"), "y", Kind.MASK)),
          ErrorCode.BAD_DATA,
          "column y: holds " + bad.replace("D", ""),
          "but a mask holds class indices from 0 to 255. Correct the row");
    }
    SourceConfig train = parquet("train", good + "array(1, 1)");
    DataConfig data = data(train, "y", Kind.MASK);
    assertError(
        () ->
            prepare(
                with(
                    data,
                    new ValidationConfig(parquet("v", "select 1 as x, array(0, 2) as y"), 0))),
        ErrorCode.BAD_DATA,
        "column y: holds class 2, but the training data has classes 0 to 1");
    assertError(
        () ->
            prepare(
                with(data, new ValidationConfig(parquet("v", "select 1 as x, array(0) as y"), 0))),
        ErrorCode.BAD_DATA,
        "column y: has 1 values, others have 2");
  }

  @Test
  void featuresThemselvesTakeNoColumn() {
    PreparedData prepared =
        prepare(
            data(digits(3, 1), List.of(new LabelConfig("features", Kind.FEATURES)), null, null));
    SampleSchema schema = prepared.preprocessing().schema();
    assertThat(schema.shape()).isEqualTo(Shape.of(1, 28, 28));
    assertThat(schema.recordBytes()).isEqualTo(784);
    SampleBatch batch = batch(prepared.train());
    assertThat(batch.targets()).isSameAs(batch.features());
  }

  @ParameterizedTest
  @EnumSource
  void drawnSamplesArriveAsTheyWereDrawn(DrawnFormat format) {
    SourceConfig source = new SourceConfig(format.key(), null, null, null, Map.of(), 20, 3);
    Kind kind = format.isMasked() ? Kind.MASK : Kind.CLASS;
    DataConfig data =
        data(
            source,
            List.of(new LabelConfig("label", kind)),
            null,
            format.isSequence() ? "length" : null);
    PreparedData prepared = prepare(data);
    assertThat(prepare(data).reused()).isTrue();
    SampleSchema schema = prepared.preprocessing().schema();
    assertThat(schema.shape()).isEqualTo(format.shape());
    assertThat(schema.type()).isEqualTo(FeatureType.UINT8);
    assertThat(schema.classNames()).isEqualTo(format.classNames());
    SampleBatch batch = batch(prepared.train());
    Set<String> expected = new HashSet<>();
    Set<String> found = new HashSet<>();
    int length = schema.label().length(schema.elements());
    for (int i = 0; i < 20; i++) {
      DrawnSample sample = format.draw(3, i);
      expected.add(text(unsigned(sample.features()), sample.classes(), sample.length(), format));
      byte[] classes = new byte[length];
      for (int k = 0; k < length; k++) {
        classes[k] = (byte) batch.classes().get(i * length + k);
      }
      long steps = format.isSequence() ? batch.lengths().get(i) : 1;
      found.add(text(features(batch, i), classes, (int) steps, format));
    }
    assertThat(found).isEqualTo(expected);
  }

  private static float[] unsigned(byte[] bytes) {
    float[] numbers = new float[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      numbers[i] = bytes[i] & 0xff;
    }
    return numbers;
  }

  private static String text(float[] features, byte[] classes, int length, DrawnFormat format) {
    return Arrays.toString(features)
        + Arrays.toString(classes)
        + (format.isSequence() ? length : "");
  }

  @Test
  void sentencesMayLeaveTheirLengthUnused() {
    SourceConfig source = new SourceConfig("sentences", null, null, null, Map.of(), 4, 3);
    PreparedData prepared = prepare(data(source, "label", Kind.CLASS));
    assertThat(prepared.preprocessing().schema().lengths()).isFalse();
    assertThat(prepared.preprocessing().schema().elements()).isEqualTo(18);
  }
}
