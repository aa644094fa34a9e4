package io.github.bellows.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.FeaturesConfig;
import io.github.bellows.common.config.LabelConfig.Kind;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.config.ValidationConfig;
import io.github.bellows.common.data.CategoryColumn;
import io.github.bellows.common.data.FeatureColumn;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.driver.run.LogLines;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BadInputIT extends SparkTest {
  private void assertCsv(String content, String... messages) {
    String path = write("train.csv", content);
    assertError(
        () -> prepare(data(csv(path, "header", "true"), "y", Kind.CLASS)),
        ErrorCode.BAD_DATA,
        messages);
  }

  @Test
  void namesLineAndColumnOfTextInANumberColumn() {
    assertCsv(
        "age,b,y\n1,2,no\n3,4,yes\nabc,4,yes\n",
        "train.csv:4: column age: 'abc' is not a number. Correct the row, or");
    assertCsv("age,b,y\n1,2,no\n3,0x1f,yes\n", "train.csv:3: column b: '0x1f' is not a number");
  }

  @Test
  void namesLineOfAShortAndALongRow() {
    assertCsv(
        "a,b,y\n1,2,no\n3,yes\n5,6,no\n",
        "train.csv:3: the row has 2 values, the file has 3 columns. Correct or remove the row.");
    assertCsv("a,b,y\n1,2,no\n3,4,yes,5\n", "train.csv:3: the row has 4 values");
  }

  @Test
  void namesLineOfAMissingAndANonFiniteValue() {
    assertCsv("a,b,y\n1,2,no\n3,,yes\n", "train.csv:3: column b: the value is missing");
    assertCsv("a,b,y\n1,2,no\n3,4,\n", "train.csv:3: column y: the value is missing");
    assertCsv("a,b,y\n1,2,no\nNaN,4,no\n", "train.csv:3: column a: 'NaN' is not a finite");
    assertCsv("a,b,y\n1,2,no\n-Infinity,4,no\n", "train.csv:3: column a: '-Infinity' is not");
    assertCsv("a,b,y\n1,2,no\n1e39,4,no\n", "train.csv:3: column a: '1e39' is not a finite fp32");
  }

  @Test
  void respectsTheOptionsWhenItLooksForTheLine() {
    String path = write("semicolon.csv", "# made by hand\n1;'a;b';0\n2;c;1\nx;d;1\n");
    DataConfig config =
        with(
            data(csv(path, "sep", ";", "quote", "'", "comment", "#"), "_c2", Kind.CLASS),
            new FeaturesConfig(List.of("_c0"), List.of("_c1")));
    assertError(
        () -> prepare(config), ErrorCode.BAD_DATA, "semicolon.csv:4: column _c0: 'x' is not");
  }

  @Test
  void namesANonFiniteLabelAndALabelThatIsNoNumber() {
    String path = write("train.csv", "a,y\n1,2\n3,high\n");
    assertError(
        () -> prepare(data(csv(path, "header", "true"), "y", Kind.NUMBER)),
        ErrorCode.BAD_DATA,
        "train.csv:3: column y: 'high' is not a number");
  }

  @Test
  void namesAValidationLabelOutsideTheClasses() {
    String train = write("train.csv", "a,y\n1,no\n3,yes\n");
    String test = write("test.csv", "a,y\n1,no\n3,maybe\n");
    DataConfig config =
        with(
            data(csv(train, "header", "true"), "y", Kind.CLASS),
            new ValidationConfig(csv(test, "header", "true"), 0));
    assertError(
        () -> prepare(config),
        ErrorCode.BAD_DATA,
        "test.csv:3: column y: 'maybe' is not among the 2 classes of the training data");
  }

  @Test
  void namesMissingFilesAndFormats() {
    assertError(
        () -> prepare(data(csv(directory + "/none.csv"), "y", Kind.CLASS)),
        ErrorCode.INPUT_MISSING,
        "none.csv: there is no such file");
    assertError(
        () -> prepare(data(csv(directory + "/none*.csv"), "y", Kind.CLASS)),
        ErrorCode.INPUT_MISSING,
        "none*.csv: no file matches");
    assertError(
        () -> prepare(data(idx(directory + "/x", directory + "/y"), "label", Kind.CLASS)),
        ErrorCode.INPUT_MISSING,
        "/x: there is no such file");
    String path = write("train.csv", "1,2\n");
    assertError(
        () ->
            prepare(
                data(new SourceConfig("cvs", path, null, null, Map.of(), 0, 0), "_c1", Kind.CLASS)),
        ErrorCode.CONFIGURATION,
        "format = cvs");
  }

  @Test
  void namesAFileThatIsNotOfItsFormat() {
    String path = write("train.parquet", "this is no parquet file, whatever it is called\n");
    assertError(
        () ->
            prepare(
                data(
                    new SourceConfig("parquet", path, null, null, Map.of(), 0, 0),
                    "y",
                    Kind.CLASS)),
        ErrorCode.BAD_DATA,
        "train.parquet: cannot be read");
  }

  @Test
  void suggestsTheNearestColumn() {
    String path = write("train.csv", "age,income\n1,2\n");
    assertError(
        () -> prepare(data(csv(path, "header", "true"), "incone", Kind.CLASS)),
        ErrorCode.CONFIGURATION,
        "data.label.column = incone: the source has no such column; the nearest is income");
    DataConfig config =
        with(
            data(csv(path, "header", "true"), "income", Kind.CLASS),
            new FeaturesConfig(List.of("aeg"), List.of()));
    assertError(
        () -> prepare(config), ErrorCode.CONFIGURATION, "data.features.numeric = aeg", "is age");
  }

  @Test
  void refusesEmptyInput() {
    assertCsv("", "train.csv", "is empty");
    assertCsv("a,b,y\n", "train.csv", "has no samples");
    assertError(
        () -> prepare(data(idxPair(new byte[0], new byte[0], 0), "label", Kind.CLASS)),
        ErrorCode.BAD_DATA,
        "has no samples");
  }

  private SourceConfig idxPair(byte[] features, byte[] labels, int items) {
    return idx(
        write("images", idx(features, items, 1, 2)), write("labels", idx(labels, labels.length)));
  }

  @Test
  void namesIdxFilesThatDoNotFit() {
    SourceConfig source = idxPair(new byte[6], new byte[] {1, 2}, 3);
    assertError(
        () -> prepare(data(source, "label", Kind.CLASS)),
        ErrorCode.BAD_DATA,
        "/labels: has 2 labels, but ",
        "/images has 3 items");
    SourceConfig swapped =
        idx(directory.resolve("labels").toString(), directory.resolve("images").toString());
    assertError(
        () -> prepare(data(swapped, "label", Kind.CLASS)),
        ErrorCode.BAD_DATA,
        "/images: holds items of sizes [1, 2]");
  }

  @Test
  void namesATruncatedIdxFileReadInsideATask() {
    byte[] whole = idx(new byte[8], 4, 1, 2);
    SourceConfig source =
        idx(
            write("images", Arrays.copyOf(whole, whole.length - 3)),
            write("labels", idx(new byte[4], 4)));
    assertError(
        () -> prepare(data(source, "label", Kind.CLASS)),
        ErrorCode.BAD_DATA,
        "/images: is truncated: expected 24 bytes, got 21");
  }

  @Test
  void refusesIdxLabelsThatAreNoClassIndices() {
    byte[] labels = {0, 0, 9, 1, 0, 0, 0, 2, 1, -1};
    SourceConfig source = idx(write("images", idx(new byte[4], 2, 1, 2)), write("labels", labels));
    assertError(
        () -> prepare(data(source, "label", Kind.CLASS)),
        ErrorCode.BAD_DATA,
        "/labels: labels from -1 to 1 cannot be class indices");
  }

  @Test
  void namesAnIdxValidationLabelOutsideTheClasses() {
    SourceConfig train = idxPair(new byte[4], new byte[] {0, 1}, 2);
    SourceConfig test =
        idx(
            write("test-images", idx(new byte[4], 2, 1, 2)),
            write("test-labels", idx(new byte[] {1, 2}, 2)));
    assertError(
        () -> prepare(with(data(train, "label", Kind.CLASS), new ValidationConfig(test, 0))),
        ErrorCode.BAD_DATA,
        "/test-labels: column label: '2' is not among the 2 classes");
  }

  @Test
  void refusesFilesThatListTheirColumnsInDifferentOrders() {
    write("many/a.csv", "a,b,y\n1,2,no\n");
    write("many/b.csv", "b,a,y\n1,2,yes\n");
    String path = directory.resolve("many").toString();
    assertError(
        () -> prepare(data(csv(path, "header", "true"), "y", Kind.CLASS)),
        ErrorCode.BAD_DATA,
        "many: cannot be read (CSV header does not conform to the schema");
  }

  @Test
  void refusesLabelsOfOneClass() {
    assertCsv(
        "a,b,y\n1,2,no\n3,4,no\n",
        "train.csv: column y: all training samples are of class 'no'. Give samples of at least two"
            + " classes, or choose another column as data.label.");
    // The latest row alone is of another class, and held out.
    String path = write("late.csv", "t,a,y\n1,1,no\n2,3,no\n3,4,no\n4,4,yes\n");
    DataConfig config =
        with(
            data(csv(path, "header", "true"), "y", Kind.CLASS),
            new ValidationConfig(null, 0.25, ValidationConfig.By.TIME, "t"));
    assertError(
        () -> prepare(config), ErrorCode.BAD_DATA, "all training samples are of class 'no'");
  }

  private List<String> warnings(String content, FeaturesConfig features) {
    String path = write("train.csv", content);
    try (LogLines log = new LogLines("io.github.bellows.driver.prepare.IdentifyingColumns")) {
      prepare(with(data(csv(path, "header", "true"), "y", Kind.NUMBER), features));
      return log.lines();
    }
  }

  /** Returns rows of a number, a name and an amount that all differ, and two that repeat. */
  private static String customers(int rows) {
    StringBuilder text = new StringBuilder("id,name,amount,age,kind,y\n");
    for (int i = 0; i < rows; i++) {
      text.append(9_000_017L * i % 1_000_003)
          .append(",n" + i + "," + (i + 0.5) + "," + i % 60 + ",k" + i % 7 + "," + i % 5 + "\n");
    }
    return text.toString();
  }

  @Test
  void warnsOfColumnsThatSayWhichRowItIs() {
    FeaturesConfig features =
        new FeaturesConfig(List.of("id", "amount", "age"), List.of("name", "kind"));
    assertThat(warnings(customers(120), features))
        .hasSize(2)
        .first()
        .asString()
        .contains("train.csv: column id is nearly never the same in two of 120 rows")
        .contains("Leave it out by data.features.exclude: [id]");
    assertThat(warnings(customers(99), features)).isEmpty();
  }

  @Test
  void leavesExcludedColumnsOut() {
    String path = write("train.csv", customers(120));
    List<String> keys = List.of("data.features.exclude=[id, name, kind]");
    String text =
        "data:\n  train: { format: csv, path: "
            + path
            + ", options: { header: true } }\n  label: { column: y, kind: number }\n"
            + "model: { input: [2], layers: [dense: { units: 1 }], loss: meanSquaredError }\n";
    DataConfig config = ConfigLoader.load("test.yaml", text, Map.of(), keys).config().data();
    assertThat(prepare(config).preprocessing().columns())
        .extracting(FeatureColumn::name)
        .containsExactly("amount", "age");
    assertError(
        () ->
            prepare(
                ConfigLoader.load("t", text, Map.of(), List.of("data.features.exclude=[idd]"))
                    .config()
                    .data()),
        ErrorCode.CONFIGURATION,
        "data.features.exclude = idd: the source has no such column; the nearest is id");
  }

  private DataConfig categories(int different, int minimum) {
    StringBuilder text = new StringBuilder("c,y\n");
    for (int i = 0; i < different; i++) {
      text.append("c" + i + "," + i % 5 + "\n");
    }
    text.append("c0,1\nc0,2\nc1,3\n");
    String path = write("train.csv", text.toString());
    String yaml =
        "data:\n  train: { format: csv, path: "
            + path
            + ", options: { header: true } }\n  label: { column: y, kind: number }\n"
            + "  features: { categorical: [c], columns: { c: { minCount: "
            + minimum
            + " } } }\n"
            + "model: { input: [2], layers: [dense: { units: 1 }], loss: meanSquaredError }\n";
    return ConfigLoader.load("test.yaml", yaml, Map.of(), List.of()).config().data();
  }

  @Test
  void namesTheLimitOfCategoriesAndTheKeysThatHelp() {
    assertError(
        () -> prepare(categories(1001, 1)),
        ErrorCode.CONFIGURATION,
        "data: column c: has more than 1000 different values, too many",
        "features.columns.c: { minCount: 10 }",
        "features.columns.c: { encode: index } for an embedding, which takes up to 1000000",
        "leave it out by features.exclude: [c]");
    Preprocessing frequent = prepare(categories(1001, 2)).preprocessing();
    assertThat(((CategoryColumn) frequent.columns().get(0)).categories())
        .containsExactly("c0", "c1");
  }

  @Test
  void refusesMillionsOfCategories() {
    String path = directory.resolve("millions.parquet").toString();
    spark.range(1_000_001).selectExpr("concat('c', id) as c", "id % 2 as y").write().parquet(path);
    String yaml =
        "data:\n  train: { format: parquet, path: "
            + path
            + " }\n  label: { column: y, kind: number }\n"
            + "  features: { categorical: [c], encode: index }\n"
            + "model: { input: [1], layers: [dense: { units: 1 }], loss: meanSquaredError }\n";
    DataConfig config = ConfigLoader.load("t", yaml, Map.of(), List.of()).config().data();
    assertError(
        () -> prepare(config),
        ErrorCode.CONFIGURATION,
        "data: column c: has more than 1000000 different values",
        "Make fewer of them in the source, for example by select: [\"pmod(hash(c), 100000) AS c\"]");
  }

  private void assertBadJson(String rows, ErrorCode code, String message) {
    String path = write("bad.json", rows);
    assertError(() -> prepare(data(json(path), "y", Kind.NUMBER)), code, message);
  }

  @Test
  void namesRaggedArraysAndMixedTypes() {
    assertBadJson(
        "{\"a\":[1,2],\"y\":1}\n{\"a\":[1,2,3],\"y\":2}\n",
        ErrorCode.BAD_DATA,
        "bad.json: column a: has 3 values, others have 2. Make all rows of one length.");
    assertBadJson(
        "{\"a\":[1,2],\"y\":1}\n{\"a\":[1,null],\"y\":2}\n",
        ErrorCode.BAD_DATA,
        "bad.json: column a: must hold numbers only");
    assertBadJson(
        "{\"a\":1,\"y\":1}\n{\"a\":\"x\",\"y\":2}\n",
        ErrorCode.BAD_DATA,
        "bad.json: column a: 'x' is not a number");
    assertBadJson(
        "{\"a\":{\"b\":1},\"y\":1}\n",
        ErrorCode.CONFIGURATION,
        "data.features.numeric: column a: is of type struct<b:bigint>, which is not a number");
  }

  private static SourceConfig json(String path) {
    return new SourceConfig("json", path, null, null, Map.of(), 0, 0);
  }
}
