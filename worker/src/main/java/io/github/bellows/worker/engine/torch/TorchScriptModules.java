package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.initial.Stored;
import io.github.bellows.common.model.ModuleFile;
import io.github.bellows.common.model.ParameterSpec;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.TorchScript;
import io.github.bellows.common.random.SeededRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what a network must know of a TorchScript file, by loading and running it. */
public final class TorchScriptModules {
  private static final Logger LOG = LoggerFactory.getLogger(TorchScriptModules.class);
  private static final int SAMPLES = 2;
  private static final String EXPORT =
      "Save it with torch.jit.script(module).save(FILE), or trace it after module.eval()";

  private final String where;
  private final List<Shape> inputs;
  private final LoadedModule module;
  private final ModuleCode code;

  private TorchScriptModules(
      String where, List<Shape> inputs, LoadedModule module, ModuleCode code) {
    this.where = where;
    this.inputs = inputs;
    this.module = module;
    this.code = code;
  }

  /**
   * Returns the layer that a TorchScript file is. The module is run in both modes on two and three
   * samples of uniform numbers in [0, 1), always the same ones: so its outputs' shapes are found,
   * the buffers that training changes, and whether it draws random numbers.
   *
   * @param where what messages call the file, such as {@code model.torchscript = FILE}
   * @param content the file's bytes, not written to from now on
   * @param inputs the shapes of one sample that {@code forward} is given, in order
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if it is no TorchScript file, or the
   *     module fails on such inputs, has nothing to learn, or depends on more than its inputs
   */
  public static TorchScript examine(String where, byte[] content, List<Shape> inputs) {
    new TorchProvider().describe();
    torch.set_num_threads(1);
    ModuleFile file = new ModuleFile(content);
    List<ModuleCode> code = new ArrayList<>();
    try (PointerScope scope = new PointerScope();
        LoadedModule module =
            LoadedModule.of(file, where, copy -> code.add(ModuleCode.read(copy, where)))) {
      return new TorchScriptModules(where, inputs, module, code.get(0)).examine(file);
    }
  }

  private TorchScript examine(ModuleFile file) {
    refuseState();
    List<ParameterSpec> learned = learned();
    Map<String, Tensor> before = copies();
    List<Shape> outputs = outputs();
    if (!changed(before).isEmpty()) {
      throw fault(
          "changes its buffers in evaluation mode too ("
              + String.join(", ", changed(before))
              + "), as modules do that were traced in training mode",
          EXPORT);
    }
    boolean draws = train(learned.size()) || code.mayDraw();
    List<ParameterSpec> kept = kept(before);
    if (code.fixedInEvaluation()) {
      LOG.warn(
          "{}: tracing has fixed dropout or batch normalization as they are in evaluation mode;"
              + " training leaves them so. torch.jit.script keeps both modes.",
          where);
    }
    return new TorchScript(file, inputs, learned, kept, outputs, draws);
  }

  /** A pass must not depend on the passes before it, which other workers have taken. */
  private void refuseState() {
    Set<String> other = new TreeSet<>(code.assigned());
    module.buffers().keySet().forEach(name -> other.remove(LoadedModule.attribute(name)));
    if (!other.isEmpty()) {
      throw fault(
          "its functions assign "
              + String.join(", ", other)
              + ", and each worker would have its own",
          "Make it a buffer (register_buffer), or remove it");
    }
  }

  private List<ParameterSpec> learned() {
    List<ParameterSpec> learned = new ArrayList<>();
    Set<TensorPlace> known = new HashSet<>();
    module
        .parameters()
        .forEach(
            (name, tensor) -> {
              if (tensor.requires_grad() && known.add(TensorPlace.of(tensor))) {
                learned.add(spec("parameter", name, tensor));
              }
            });
    if (learned.isEmpty()) {
      throw fault(
          "has no parameters that learn", "Save a module with parameters that require grad");
    }
    return learned;
  }

  private ParameterSpec spec(String kind, String name, Tensor tensor) {
    if (tensor.scalar_type().intern() != torch.ScalarType.Float) {
      throw fault(
          kind + " " + name + " holds " + tensor.scalar_type() + ", not 32-bit floats",
          "Save module.float()");
    }
    if (tensor.numel() == 0) {
      throw fault(kind + " " + name + " is empty", "Remove it from the module");
    }
    return new ParameterSpec(
        name, shape(LoadedModule.sizes(tensor)), new Stored(values(tensor)), 1, 1);
  }

  /** Returns a shape; one of no dimensions becomes one element. */
  private static Shape shape(List<Long> sizes) {
    return sizes.isEmpty() ? Shape.of(1) : new Shape(sizes.stream().map(Math::toIntExact).toList());
  }

  private static float[] values(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    tensor.detach().contiguous().data_ptr_float().get(values);
    return values;
  }

  private Map<String, Tensor> copies() {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    module.buffers().forEach((name, tensor) -> copies.put(name, tensor.detach().clone()));
    return copies;
  }

  private List<String> changed(Map<String, Tensor> before) {
    Map<String, Tensor> now = module.buffers();
    return before.entrySet().stream()
        .filter(old -> !Objects.requireNonNull(now.get(old.getKey())).equal(old.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private List<Shape> outputs() {
    List<List<Shape>> shapes = new ArrayList<>();
    boolean draws =
        DefaultGenerator.drawnBy(
            () -> {
              shapes.add(shapes(SAMPLES));
              shapes.add(shapes(SAMPLES + 1));
            });
    if (draws) {
      throw fault(
          "draws random numbers in evaluation mode too, as modules do that were traced in training"
              + " mode",
          EXPORT);
    }
    if (!shapes.get(0).equals(shapes.get(1))) {
      throw fault(
          "returns "
              + listed(shapes.get(0))
              + " per sample for 2 samples, but "
              + listed(shapes.get(1))
              + " for 3",
          "Each sample's result must have one shape, whatever the batch");
    }
    return shapes.get(0);
  }

  private static String listed(List<Shape> shapes) {
    return shapes.stream().map(Shape::toString).collect(Collectors.joining(" and "));
  }

  private List<Shape> shapes(int samples) {
    List<Shape> shapes = new ArrayList<>();
    for (Tensor output : module.forward(inputs(samples), false)) {
      List<Long> sizes = LoadedModule.sizes(output);
      if (sizes.isEmpty() || sizes.get(0) != samples || output.numel() == 0) {
        throw fault(
            "returns a tensor of sizes " + sizes + " for " + samples + " samples",
            "The first size must be the number of samples: losses are taken sample by sample");
      }
      if (output.scalar_type().intern() != torch.ScalarType.Float) {
        throw fault(
            "returns " + output.scalar_type() + ", not 32-bit floats",
            "Return logits or values, and leave their meaning to the loss");
      }
      shapes.add(shape(sizes.subList(1, sizes.size())));
    }
    return shapes;
  }

  /** Takes a training pass and returns whether it draws random numbers. */
  private boolean train(int parameters) {
    List<Tensor> outputs = new ArrayList<>();
    boolean draws =
        DefaultGenerator.drawnBy(() -> outputs.addAll(module.forward(inputs(SAMPLES), true)));
    if (outputs.stream().noneMatch(Tensor::requires_grad)) {
      throw fault(
          "its result does not depend on its "
              + parameters
              + " parameters in a way that gradients"
              + " can follow",
          "Return a tensor that was not detached");
    }
    return draws;
  }

  private List<ParameterSpec> kept(Map<String, Tensor> before) {
    List<ParameterSpec> kept = new ArrayList<>();
    for (String name : changed(before)) {
      Tensor buffer = Objects.requireNonNull(before.get(name));
      if (buffer.is_floating_point()) {
        Tensor after = Objects.requireNonNull(module.buffers().get(name));
        if (!LoadedModule.sizes(after).equals(LoadedModule.sizes(buffer))) {
          throw fault("buffer " + name + " changes its sizes", "Keep them as they are saved");
        }
        kept.add(spec("buffer", name, buffer));
      }
    }
    return kept;
  }

  private List<Tensor> inputs(int samples) {
    return inputs.stream().map(shape -> uniform(shape, samples)).toList();
  }

  /** Returns numbers that truncate to 0, which is an index that every embedding has. */
  private static Tensor uniform(Shape shape, int samples) {
    SeededRandom random = SeededRandom.of(samples, shape.elements());
    float[] values = new float[Math.toIntExact(samples * shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.uniform(0, 0.999);
    }
    return torch.tensor(values).view(shape.batched(samples));
  }

  private TrainingException fault(String rule, String fix) {
    return TrainingException.of(ErrorCode.BAD_DATA, where, rule, fix);
  }
}
