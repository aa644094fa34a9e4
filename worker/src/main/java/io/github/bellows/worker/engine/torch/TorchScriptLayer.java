package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.ModuleOutput;
import io.github.bellows.common.model.ParameterSpec;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.TorchScript;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.JitObject;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A copy of a TorchScript module whose parameters are the engine's leaves.
 *
 * <p>Before each pass every buffer is set: those that training changes to the network's statistics,
 * the others to what the file says. So a pass depends on its arguments alone, and not on the passes
 * that this copy has computed before.
 */
final class TorchScriptLayer implements TorchLayer {
  private final TorchScript spec;
  private final TorchLayers.Place place;
  private final LoadedModule module;
  private final List<Buffer> buffers = new ArrayList<>();

  /**
   * A buffer of the module.
   *
   * @param owner the part of the module that holds it
   * @param attribute its name there
   * @param own the tensor that is put there before each pass
   * @param before what it holds then
   * @param statistic its place among the layer's statistics; negative if it is none
   */
  private record Buffer(
      JitObject owner, String attribute, Tensor own, Tensor before, int statistic) {}

  private TorchScriptLayer(TorchScript spec, TorchLayers.Place place) {
    this.spec = spec;
    this.place = place;
    module = LoadedModule.of(spec.file(), place.node().where(), copy -> {});
  }

  /** Loads the module and puts the engine's leaves in the place of its parameters. */
  static TorchScriptLayer of(TorchScript spec, TorchLayers.Place place) {
    TorchScriptLayer layer = new TorchScriptLayer(spec, place);
    layer.shareParameters();
    layer.takeBuffers();
    return layer;
  }

  private void shareParameters() {
    Map<String, Tensor> parameters = module.parameters();
    Map<TensorPlace, Tensor> leaves = new HashMap<>();
    for (int i = 0; i < spec.learned().size(); i++) {
      Tensor old = Objects.requireNonNull(parameters.get(spec.learned().get(i).suffix()));
      Tensor leaf = place.leaves().get(i);
      // A parameter without dimensions is one element of ours.
      leaves.put(TensorPlace.of(old), old.dim() == 0 ? leaf.squeeze() : leaf);
    }
    module.replace(old -> leaves.getOrDefault(TensorPlace.of(old), old));
  }

  private void takeBuffers() {
    List<String> kept = spec.kept().stream().map(ParameterSpec::suffix).toList();
    module
        .buffers()
        .forEach(
            (name, tensor) -> {
              int statistic = kept.indexOf(name);
              Tensor own = tensor.detach().clone().retainReference();
              Tensor before =
                  statistic < 0
                      ? tensor.detach().clone().retainReference()
                      : place.statistics().get(statistic);
              String attribute = LoadedModule.attribute(name);
              buffers.add(new Buffer(module.owner(name), attribute, own, before, statistic));
            });
  }

  @Override
  public Tensor forward(List<Tensor> inputs, TorchPass pass) {
    try (NoGradGuard noGradients = new NoGradGuard()) {
      for (Buffer buffer : buffers) {
        buffer.own.copy_(buffer.before.view_as(buffer.own));
        buffer.owner.setattr(buffer.attribute, new IValue(buffer.own));
      }
    }
    List<Tensor> outputs =
        pass.training() && spec.draws()
            ? DefaultGenerator.seeded(
                pass.seedFor(place.index()), () -> module.forward(inputs, true))
            : module.forward(inputs, pass.training());
    if (pass.training()) {
      keepStatistics(pass);
    }
    return joined(outputs, inputs.get(0).size(0));
  }

  private void keepStatistics(TorchPass pass) {
    for (Buffer buffer : buffers) {
      if (buffer.statistic >= 0) {
        Tensor after = buffer.owner.attr(buffer.attribute).toTensor().detach();
        pass.keep(
            place.firstStatistic() + buffer.statistic,
            after.view(spec.kept().get(buffer.statistic).shape().toLongs()));
      }
    }
  }

  private Tensor joined(List<Tensor> outputs, long samples) {
    if (outputs.size() == 1) {
      return shaped(outputs.get(0), spec.outputs().get(0), samples);
    }
    TensorVector rows = new TensorVector();
    for (int i = 0; i < outputs.size(); i++) {
      Shape row = Shape.of(Math.toIntExact(spec.outputs().get(i).elements()));
      rows.push_back(shaped(outputs.get(i), row, samples));
    }
    return torch.cat(rows, 1);
  }

  /** Returns the layer that takes one of several outputs out of the row. */
  static TorchLayer.Unary part(ModuleOutput spec) {
    long elements = spec.shape().elements();
    return (input, pass) ->
        input.narrow(1, spec.offset(), elements).reshape(spec.shape().batched(input.size(0)));
  }

  private static Tensor shaped(Tensor output, Shape shape, long samples) {
    return output.reshape(shape.batched(samples));
  }

  @Override
  public void close() {
    for (Buffer buffer : buffers) {
      buffer.owner.close();
      buffer.own.close();
      if (buffer.statistic < 0) {
        buffer.before.close();
      }
    }
    module.close();
  }
}
