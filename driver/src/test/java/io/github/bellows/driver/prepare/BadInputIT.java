package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.FeaturesConfig;
import io.github.bellows.common.config.LabelConfig.Kind;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.config.ValidationConfig;
import io.github.bellows.common.error.ErrorCode;
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
}
