package io.github.bellows.driver.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.dl4j.file.ImportText;
import io.github.bellows.driver.dl4j.file.Imported;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bellows import FILE}: a network of Deeplearning4j as a configuration and weights. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
      "Makes a configuration and weights of a network of Deeplearning4j: network.yaml and",
      "weights.safetensors. What has no equal here is listed, and nothing is written."
    })
final class ImportCommand implements Callable<Integer> {
  private static final String TEXT = "network.yaml";
  private static final String WEIGHTS = "weights.safetensors";

  @Parameters(
      paramLabel = "FILE",
      description = {
        "What ModelSerializer.writeModel wrote, or a configuration as JSON, of a",
        "MultiLayerNetwork or a ComputationGraph; on any file system."
      })
  private String file = "";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to write. Default: FILE without its ending, in this directory.")
  private @Nullable String out;

  @Option(
      names = "--input",
      paramLabel = "[NAME=]SIZES",
      description = {
        "The sizes of an input that FILE does not say: channels,height,width such as 1,28,28;",
        "or steps,features such as 20,8. With NAME= where there are several. Repeatable."
      })
  private List<String> inputs = new ArrayList<>();

  @Mixin private SparkOptions spark;

  @Override
  public Integer call() {
    Storage storage = spark.storage();
    Path from = storage.qualify(file);
    String name = from.getName().replaceFirst("\\.[A-Za-z0-9]+$", "");
    Path directory = storage.qualify(out == null ? name : out);
    Path text = new Path(directory, TEXT);
    Path weights = new Path(directory, WEIGHTS);
    for (Path target : List.of(text, weights)) {
      storage.requireAbsent(target, "Choose another place with --out, or remove it first");
    }
    String shown = Storage.display(from);
    Imported imported = Imported.of(storage, file, shapes(), new Imported.Naming(shown, "--input"));
    ImportText written = ImportText.of(imported, runName(name), shown, Storage.display(weights));
    storage.makeDirectory(directory);
    imported.writeWeights(storage, weights);
    storage.replace(text, written.yaml().getBytes(UTF_8));
    written.notes().forEach(note -> System.err.println("bellows: note: " + note));
    System.out.println("configuration: " + Storage.display(text));
    System.out.println("weights:       " + Storage.display(weights));
    return 0;
  }

  private static String runName(String file) {
    String letters = file.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
    return letters.isEmpty() ? "imported" : letters;
  }

  private Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (String input : inputs) {
      int equals = input.indexOf('=');
      String sizes = input.substring(equals + 1).strip();
      if (!sizes.matches("[1-9][0-9]{0,8}(\\s*,\\s*[1-9][0-9]{0,8})*")) {
        throw TrainingException.of(
            ErrorCode.USAGE,
            "--input " + input,
            "must be sizes of at least 1 with commas between them",
            "Write for example --input 1,28,28");
      }
      List<Integer> numbers = new ArrayList<>();
      for (String size : sizes.split("\\s*,\\s*", -1)) {
        numbers.add(Integer.valueOf(size));
      }
      shapes.put(equals < 0 ? "" : input.substring(0, equals), new Shape(numbers));
    }
    return shapes;
  }
}
