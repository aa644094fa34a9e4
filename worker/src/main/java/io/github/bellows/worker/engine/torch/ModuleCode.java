package io.github.bellows.worker.engine.torch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The program in a TorchScript file: the text of every function that its module can reach, as
 * {@code code/….py} in the ZIP archive that the file is.
 *
 * @param text all of it
 */
record ModuleCode(String text) {
  private static final Pattern RANDOM =
      Pattern.compile(
          "torch\\.(\\w*dropout_?|rand\\w*|bernoulli_?|multinomial|normal_?|poisson|rrelu\\w*"
              + "|uniform_?|exponential_?|log_normal_?|cauchy_?|geometric_?|random_)\\(");

  /** What only tracing writes: whether to train, as a constant. */
  private static final Pattern FIXED_MODE =
      Pattern.compile("torch\\.(\\w*dropout_?\\(.*, False\\)|batch_norm\\(.*, False, [0-9.e-]+, )");

  private static final Pattern ASSIGNED = Pattern.compile("\\s+\\w+\\.(\\w+) = .*");

  /**
   * Returns the program of a file.
   *
   * @param where what messages call the file
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if it is not one that {@code
   *     torch.jit.save} wrote
   */
  static ModuleCode read(Path file, String where) {
    StringBuilder text = new StringBuilder();
    boolean tensors = false;
    boolean program = false;
    try (ZipFile archive = new ZipFile(file.toFile())) {
      for (ZipEntry entry : archive.stream().toList()) {
        tensors |= entry.getName().endsWith("/data.pkl");
        program |= entry.getName().endsWith("/constants.pkl");
        if (entry.getName().contains("/code/") && entry.getName().endsWith(".py")) {
          try (InputStream in = archive.getInputStream(entry)) {
            text.append(new String(in.readAllBytes(), UTF_8)).append('\n');
          }
        }
      }
    } catch (IOException e) {
      throw new TrainingException(
          ErrorCode.BAD_DATA, notTorchScript(where, "it is no ZIP archive, which those are"), e);
    }
    if (!program || !tensors) {
      throw new TrainingException(
          ErrorCode.BAD_DATA,
          notTorchScript(
              where,
              tensors
                  ? "it holds tensors but no program, as torch.save writes them"
                  : "it is another kind of archive"));
    }
    return new ModuleCode(text.toString());
  }

  private static String notTorchScript(String where, String reason) {
    return where
        + ": is not a TorchScript file: "
        + reason
        + ". In Python, write torch.jit.script(module).save(FILE).";
  }

  /** Returns whether some function may draw random numbers in training. */
  boolean mayDraw() {
    return RANDOM.matcher(FIXED_MODE.matcher(text).replaceAll("")).find();
  }

  /** Returns whether tracing fixed dropout or batch normalization in evaluation mode. */
  boolean fixedInEvaluation() {
    return FIXED_MODE.matcher(text).find();
  }

  /** Returns the names of the attributes of modules that functions assign. */
  Set<String> assigned() {
    Set<String> names = new TreeSet<>();
    boolean inModule = false;
    for (String line : text.lines().toList()) {
      if (line.startsWith("class ") || line.startsWith("def ")) {
        inModule = line.endsWith("(Module):");
      }
      Matcher matcher = ASSIGNED.matcher(line);
      if (inModule && matcher.matches()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }
}
