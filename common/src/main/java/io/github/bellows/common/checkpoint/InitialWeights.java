package io.github.bellows.common.checkpoint;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.Nearest;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.storage.Storage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * The parameters of a network from a safetensors file, such as PyTorch writes with {@code
 * safetensors.torch.save_file(model.state_dict(), path)}.
 */
public final class InitialWeights {
  /** How many batches a layer has seen: PyTorch keeps it, and nothing here depends on it. */
  private static final String BATCH_COUNT = ".num_batches_tracked";

  private InitialWeights() {}

  /**
   * Returns the flat vector of {@code layout.length()} elements that a file holds, converted to
   * fp32. PyTorch's {@code num_batches_tracked} of a batch normalization is left aside.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) naming at once every tensor that is
   *     missing, too much, of another shape or not floating-point; ({@link ErrorCode#BAD_DATA}) if
   *     the file is damaged or a value is not finite; ({@link ErrorCode#INPUT_MISSING}) if it is
   *     not there
   */
  public static float[] read(Storage storage, Path path, ParameterLayout layout) {
    try (Safetensors file = Safetensors.open(storage, path)) {
      List<String> problems = problems(file.tensors(), layout);
      if (!problems.isEmpty()) {
        throw TrainingException.of(
            ErrorCode.CONFIGURATION,
            Storage.display(path),
            "does not fit the network: " + String.join("; ", problems),
            "Correct the names in model.layers, or choose another file");
      }
      float[] flat = new float[layout.length()];
      for (ParameterLayout.Entry entry : layout.entries()) {
        file.read(entry.name(), flat, entry.offset());
        checkFinite(path, entry, flat);
      }
      return flat;
    }
  }

  private static List<String> problems(Map<String, TensorInfo> tensors, ParameterLayout layout) {
    List<String> problems = new ArrayList<>();
    Map<String, TensorInfo> extra = new TreeMap<>(tensors);
    extra.keySet().removeIf(name -> name.endsWith(BATCH_COUNT));
    layout.entries().forEach(entry -> extra.remove(entry.name()));
    for (ParameterLayout.Entry entry : layout.entries()) {
      List<Long> wanted = FlatTensor.shapeOf(entry);
      TensorInfo tensor = tensors.get(entry.name());
      if (tensor == null) {
        problems.add(entry.name() + " " + wanted + " is missing" + hint(entry, extra));
      } else if (!tensor.shape().equals(wanted)) {
        problems.add(
            entry.name() + " has the shape " + tensor.shape() + ", the network's is " + wanted);
      } else if (!tensor.type().readable()) {
        problems.add(entry.name() + " holds " + tensor.type() + ", not floating-point numbers");
      }
    }
    extra.forEach((name, tensor) -> problems.add(name + " is not in the network"));
    return problems;
  }

  /** Names the extra tensor of the same shape whose name is nearest. */
  private static String hint(ParameterLayout.Entry entry, Map<String, TensorInfo> extra) {
    List<Long> wanted = FlatTensor.shapeOf(entry);
    Optional<String> nearest =
        extra.values().stream()
            .filter(tensor -> tensor.shape().equals(wanted))
            .map(TensorInfo::name)
            .min(
                Comparator.comparingInt((String name) -> Nearest.distance(name, entry.name()))
                    .thenComparing(Comparator.naturalOrder()));
    return nearest.map(name -> " (the file's " + name + " has its shape)").orElse("");
  }

  private static void checkFinite(Path path, ParameterLayout.Entry entry, float[] flat) {
    for (int i = entry.offset(); i < entry.end(); i++) {
      if (!Float.isFinite(flat[i])) {
        throw TrainingException.of(
            ErrorCode.BAD_DATA,
            Storage.display(path)
                + ", tensor "
                + entry.name()
                + ", element "
                + (i - entry.offset())
                + " = "
                + flat[i],
            "must be finite",
            "Train the network that it comes from without overflow");
      }
    }
  }
}
