package io.github.bellows.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.driver.prepare.ImageTrees;
import io.github.bellows.driver.run.Sessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same samples, however they lie in files, give the same bits. */
@Timeout(180)
class SameDataIT extends CommandLineTest {
  private static final String HEADER = "age,income,city,remark,kind\n";
  private static final List<String> CITIES = List.of("Bonn", "Kiel", "Jena", "Ulm", "");
  private static final List<String> WORDS = List.of("good", "bad", "fair", "slow", "late", "");

  /** Rows of numbers with gaps, categories and text; the kind depends on them. */
  private static List<String> rows() {
    SeededRandom random = SeededRandom.of(7);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      double age = random.uniform(18, 90);
      double income = Math.exp(random.uniform(0, 12));
      String city = CITIES.get((int) random.uniform(0, 5));
      String first = WORDS.get((int) random.uniform(0, 6));
      String remark = first + " " + WORDS.get((int) random.uniform(0, 6));
      boolean yes = age > 50 ^ first.equals("bad");
      rows.add(
          String.format(
              Locale.ROOT,
              "%s,%s,%s,%s,%s\n",
              random.nextDouble() < 0.1 ? "" : String.format(Locale.ROOT, "%.3f", age),
              random.nextDouble() < 0.1 ? "" : String.format(Locale.ROOT, "%.7f", income),
              city,
              remark.strip(),
              yes ? "yes" : "no"));
    }
    return rows;
  }

  private String trained(String name, String source, String... more) {
    Path config =
        write(
            directory.resolve(name + ".yaml"),
            """
            data:
              train: { %s }
              validation: { split: 0.1 }
              label: { column: kind, kind: class }
              features:
                numeric: [age, income]
                categorical: [city]
                missing: mean
                scale: standardize
                columns:
                  income: { log: true, missing: median, scale: robust, indicator: true }
                  remark: { kind: text, words: 3, vocabulary: 10 }
              prepared: %s
            model:
              layers: [dense: { units: 8, activation: tanh }, dense: { name: out, units: 2 }]
            training: { epochs: 2, batch: 16, lanes: 2 }
            """
                .formatted(source, directory.resolve("prepared-" + name)));
    Ended ended = train(config, directory.resolve(name), more);
    assertThat(ended.code()).as(ended.err()).isZero();
    return sha(directory.resolve(name));
  }

  private Path scattered(List<String> rows) throws IOException {
    List<String> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(3));
    Path files = Files.createDirectory(directory.resolve("seven"));
    for (int file = 0; file < 7; file++) {
      StringBuilder text = new StringBuilder(HEADER);
      for (int row = file; row < shuffled.size(); row += 7) {
        text.append(shuffled.get(row));
      }
      write(files.resolve((file * 5 % 7) + "-" + file + ".csv"), text.toString());
    }
    return files;
  }

  /** Writes a file of many small row groups, and three files of one each in another order. */
  private void writeParquet(Path csv) {
    try (SparkSession spark = Sessions.local(2)) {
      Dataset<Row> rows =
          spark
              .read()
              .schema("age DOUBLE, income DOUBLE, city STRING, remark STRING, kind STRING")
              .option("header", true)
              .csv(csv.toString());
      rows.coalesce(1)
          .write()
          .option("parquet.block.size", "1024")
          .option("parquet.page.size.row.check.min", "10")
          .option("parquet.block.size.row.check.min", "10")
          .parquet(directory.resolve("groups").toString());
      rows.orderBy(functions.rand(4))
          .repartition(3)
          .write()
          .parquet(directory.resolve("three").toString());
    }
  }

  @Test
  void tablesInOtherFilesAndOrders() throws IOException {
    List<String> rows = rows();
    Path one = write(directory.resolve("one.csv"), HEADER + String.join("", rows));
    String csv = "format: csv, options: { header: true }, path: ";
    String expected = trained("one", csv + one);
    assertThat(trained("many", csv + scattered(rows), "--master", "local[3]"))
        .as("seven files of other names")
        .isEqualTo(expected);
    assertThat(
            trained(
                "small",
                csv + one,
                "--conf",
                "spark.sql.files.maxPartitionBytes=2000",
                "--conf",
                "spark.sql.files.openCostInBytes=0"))
        .as("pieces of one file")
        .isEqualTo(expected);
    writeParquet(one);
    for (String name : List.of("groups", "three")) {
      assertThat(trained("from-" + name, "format: parquet, path: " + directory.resolve(name)))
          .as("Parquet, %s", name)
          .isEqualTo(expected);
    }
  }

  @Test
  void imagesOfOtherNames() throws IOException {
    Path tree = ImageTrees.write(directory.resolve("tree"), 12, 1);
    String expected = trainedOn("named", tree);
    Path renamed = directory.resolve("renamed");
    int number = 100;
    for (String kind : ImageTrees.CLASSES) {
      Path folder = Files.createDirectories(renamed.resolve(kind));
      try (var files = Files.list(tree.resolve(kind))) {
        for (Path file : files.sorted().toList()) {
          String name = file.getFileName().toString();
          Files.copy(file, folder.resolve(number-- + name.substring(name.lastIndexOf('.'))));
        }
      }
    }
    assertThat(trainedOn("renamed-run", renamed)).isEqualTo(expected);
  }

  private String trainedOn(String name, Path tree) {
    Path config =
        write(
            directory.resolve(name + ".yaml"),
            """
            data:
              train: { format: images, path: %s, size: [8, 8], channels: 1 }
              validation: { split: 0.2 }
              standardize: true
              prepared: %s
            model:
              layers: [flatten, dense: { name: out, units: 3 }]
            training: { epochs: 2, batch: 4, lanes: 2 }
            """
                .formatted(tree, directory.resolve("prepared-" + name)));
    Ended ended = train(config, directory.resolve(name));
    assertThat(ended.code()).as(ended.err()).isZero();
    return sha(directory.resolve(name));
  }
}
