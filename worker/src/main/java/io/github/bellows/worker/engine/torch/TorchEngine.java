package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.data.OutputLabels;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.worker.engine.EvaluatedBatch;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A network on libtorch. Parameters are leaf tensors that view the shared flat memory; {@code
 * backward} adds each leaf's gradient into a view of the flat gradient, so nothing is gathered or
 * scattered. Inputs and labels view the batch.
 *
 * <p>A view does not hold on to the Java buffer it looks at. What is only an argument here is kept
 * reachable until the last native call is over, or its memory could be freed under the view.
 */
final class TorchEngine implements GradientEngine {
  private final Network network;
  private final ParameterLayout layout;
  private final FlatMemory parameters;
  private final List<Tensor> leaves;
  private final List<Tensor> statistics;
  private final TorchInputs inputs;
  private final @Nullable TorchLengths lengths;
  private final TorchNetwork layers;
  private final TorchObjective objective;
  private final Generator generator = torch.make_generator_cpu(0);
  // A worker computes into a handful of gradient memories; each keeps its views.
  private final IdentityHashMap<FlatMemory, Gradient> gradients = new IdentityHashMap<>();

  // Batches of an engine are of one schema, whose labels are paired with the outputs once.
  private @Nullable SampleSchema schema;
  private List<Integer> labelPlaces = List.of();

  /** The views of one flat gradient: of the learned tensors, then of the statistics. */
  private record Gradient(Tensor flat, List<Tensor> views) {}

  TorchEngine(Network network, FlatMemory parameters) {
    this.network = network;
    this.layout = network.layout();
    this.parameters = parameters;
    try (PointerScope scope = new PointerScope()) {
      Tensor flat = flatTensor(parameters);
      leaves =
          layout.learnedEntries().stream()
              .map(entry -> kept(view(flat, entry).detach().set_requires_grad(true)))
              .toList();
      statistics = layout.statistics().stream().map(entry -> kept(view(flat, entry))).toList();
      inputs = new TorchInputs(network);
      lengths = TorchLengths.read(network) ? TorchLengths.of(network) : null;
      layers = new TorchNetwork(network, leaves, statistics);
      objective = new TorchObjective(network);
    }
  }

  /** Returns a tensor that outlives the scope it was made in, until it is closed. */
  private static Tensor kept(Tensor tensor) {
    return tensor.retainReference();
  }

  private static Tensor flatTensor(FlatMemory memory) {
    return torch.from_blob(new FloatPointer(memory.view()), memory.length());
  }

  private static Tensor view(Tensor flat, ParameterLayout.Entry entry) {
    return flat.narrow(0, entry.offset(), entry.length()).view(entry.spec().shape().toLongs());
  }

  private Gradient viewsOf(FlatMemory gradient) {
    try (PointerScope scope = new PointerScope()) {
      Tensor flat = kept(flatTensor(gradient));
      return new Gradient(
          flat, layout.entries().stream().map(entry -> kept(view(flat, entry))).toList());
    }
  }

  @Override
  public LossSum gradient(SampleBatch batch, FlatMemory gradient, long key) {
    Gradient target = gradients.computeIfAbsent(gradient, this::viewsOf);
    try (PointerScope scope = new PointerScope()) {
      target.flat().zero_();
      for (int i = 0; i < leaves.size(); i++) {
        leaves.get(i).mutable_grad().put(target.views().get(i));
      }
      TorchPass pass = pass(batch, true, key);
      TorchObjective.Total total =
          objective.sum(layers.forward(inputs.of(batch), pass), targets(batch));
      total.loss().backward();
      putStatistics(pass, target, total.weight());
      return new LossSum(total.loss().item_float(), total.weight());
    } finally {
      Reference.reachabilityFence(batch);
    }
  }

  /** Writes what the pass made of the statistics behind the gradient, times the batch's weight. */
  private void putStatistics(TorchPass pass, Gradient target, double weight) {
    for (int i = 0; i < statistics.size(); i++) {
      Tensor after = pass.kept(i);
      try (NoGradGuard noGradients = new NoGradGuard()) {
        Tensor value = after == null ? statistics.get(i) : after;
        target.views().get(leaves.size() + i).copy_(value.mul(new Scalar(weight)));
      }
    }
  }

  private TorchPass pass(SampleBatch batch, boolean training, long key) {
    Tensor ends = lengths == null ? null : lengths.of(batch.lengths(), batch.size());
    return new TorchPass(training, key, generator, ends);
  }

  private TorchTargets targets(SampleBatch batch) {
    if (!batch.schema().equals(schema)) {
      OutputLabels labels = OutputLabels.of(network, batch.schema());
      labelPlaces = IntStream.range(0, network.outputs().size()).mapToObj(labels::index).toList();
      schema = batch.schema();
    }
    return TorchTargets.of(labelPlaces, batch);
  }

  @Override
  public void evaluate(SampleBatch batch, EvaluatedBatch target) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGradients = new NoGradGuard()) {
      List<Tensor> outputs = layers.forward(inputs.of(batch), pass(batch, false, 0));
      TorchObjective.Samples samples = objective.perSample(outputs, targets(batch));
      for (int i = 0; i < outputs.size(); i++) {
        copy(outputs.get(i), target.outputs()[i]);
        copy(samples.losses().get(i), target.losses()[i]);
      }
      if (samples.weights() == null) {
        Arrays.fill(target.weights(), 1f);
      } else {
        copy(samples.weights(), target.weights());
      }
    } finally {
      Reference.reachabilityFence(batch);
    }
  }

  @Override
  public void predict(SampleBatch batch, float[][] outputs) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGradients = new NoGradGuard()) {
      List<Tensor> raw = layers.forward(inputs.of(batch), pass(batch, false, 0));
      for (int i = 0; i < outputs.length; i++) {
        copy(objective.prediction(i, raw.get(i)), outputs[i]);
      }
    } finally {
      Reference.reachabilityFence(batch);
    }
  }

  private static void copy(Tensor output, float[] target) {
    Tensor contiguous = output.contiguous();
    contiguous.data_ptr_float().get(target, 0, (int) contiguous.numel());
  }

  @Override
  public void close() {
    try {
      layers.close();
      gradients.values().forEach(gradient -> gradient.views().forEach(Tensor::close));
      gradients.values().forEach(gradient -> gradient.flat().close());
      leaves.forEach(Tensor::close);
      statistics.forEach(Tensor::close);
      generator.close();
    } finally {
      // The leaves viewed this memory without holding on to it: it must live until here.
      Reference.reachabilityFence(parameters);
    }
  }
}
