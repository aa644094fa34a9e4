package io.github.bellows.driver.dl4j.file;

import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.driver.dl4j.updater.Method;
import io.github.bellows.driver.dl4j.updater.Rates;
import java.util.ArrayList;
import java.util.List;

/**
 * A configuration that goes on training an imported network as its own configuration says.
 *
 * @param yaml the text; only the data is missing
 * @param notes what a person should know of it
 */
public record ImportText(String yaml, List<String> notes) {
  private static final String DATA =
      """
      # What it learns from; docs/data.md has all keys. For example:
      # data:
      #   train: { format: csv, path: train.csv, options: { header: true } }
      #   label: { column: label, kind: class }
      """;

  /** Copies the list. */
  public ImportText {
    notes = List.copyOf(notes);
  }

  /**
   * Returns the configuration of an imported network.
   *
   * @param name of the runs
   * @param file what messages call the file
   * @param weights where the parameters are written
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) with all of the method that has no
   *     equal here
   */
  public static ImportText of(Imported imported, String name, String file, String weights) {
    Method method = imported.method();
    Imported.requireNone(file, method.problems());
    List<String> notes = new ArrayList<>(imported.notes());
    String model = ModelYaml.write(imported.spec()).indent(2);
    String yaml =
        "# Imported from "
            + file.replaceAll("\\R", " ")
            + "\nname: "
            + name
            + "\n"
            + DATA
            + "model:\n"
            + model
            + "  initialWeights: '"
            + weights.replace("'", "''")
            + "'\noptimizer:\n  "
            + optimizer(method, notes)
            + "\ntraining:\n  clip: "
            + method.clipping()
            + "\n"
            + method.layers();
    return new ImportText(yaml, notes);
  }

  /** A rate of theirs may be any function; only some have a formula here. */
  private static String optimizer(Method method, List<String> notes) {
    String first = method.optimizer(new Rates(0, 0, 1));
    boolean listed = first.contains("{values:");
    if (listed || !first.equals(method.optimizer(new Rates(0, 1, 1)))) {
      notes.add(
          "a schedule of the updater has no formula here; its first value is written as a constant,"
              + " so choose a schedule under optimizer");
    }
    return listed ? first.replaceAll("\\{values: \\{list: \\[([^],]+)[^]]*]}}", "$1") : first;
  }
}
