package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Conv2d;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.model.Shape;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A network on libtorch. Parameters are leaf tensors that view the shared flat memory; {@code
 * backward} adds each leaf's gradient into a view of the flat gradient, so nothing is gathered or
 * scattered.
 */
final class TorchEngine implements GradientEngine {
  private final Network network;
  private final FlatMemory parameters;
  private final boolean convolves;
  private final List<TorchLayer> layers = new ArrayList<>();
  private final List<Tensor> leaves = new ArrayList<>();
  private final Generator generator = torch.make_generator_cpu(0);
  // A worker computes into a handful of gradient memories; each keeps its views.
  private final IdentityHashMap<FlatMemory, Gradient> gradients = new IdentityHashMap<>();

  /** The views of one flat gradient. */
  private record Gradient(Tensor flat, List<Tensor> views) {}

  TorchEngine(Network network, FlatMemory parameters) {
    this.network = network;
    this.parameters = parameters;
    convolves = network.nodes().stream().anyMatch(node -> node.layer().spec() instanceof Conv2d);
    try (PointerScope scope = new PointerScope()) {
      Tensor flat = flatTensor(parameters);
      for (int i = 0; i < network.nodes().size(); i++) {
        Network.Node node = network.nodes().get(i);
        List<Tensor> own = new ArrayList<>();
        for (ParameterLayout.Entry entry : node.parameters()) {
          own.add(kept(view(flat, entry).detach().set_requires_grad(true)));
        }
        leaves.addAll(own);
        layers.add(TorchLayers.translate(new TorchLayers.Place(i, node, own)));
      }
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
          flat, network.layout().entries().stream().map(entry -> kept(view(flat, entry))).toList());
    }
  }

  @Override
  public double gradient(SampleBatch batch, FlatMemory gradient, long key) {
    Gradient target = gradients.computeIfAbsent(gradient, this::viewsOf);
    try (PointerScope scope = new PointerScope()) {
      target.flat().zero_();
      for (int i = 0; i < leaves.size(); i++) {
        leaves.get(i).mutable_grad().put(target.views().get(i));
      }
      Tensor output = forward(batch, new TorchPass(true, key, generator));
      Tensor loss = TorchLoss.sum(network.spec().loss(), output, batch);
      loss.backward();
      return loss.item_float();
    }
  }

  @Override
  public void evaluate(SampleBatch batch, float[] outputs, float[] losses) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGradients = new NoGradGuard()) {
      Tensor output = forward(batch, new TorchPass(false, 0, generator));
      copy(output, outputs);
      copy(TorchLoss.perSample(network.spec().loss(), output, batch), losses);
    }
  }

  @Override
  public void predict(SampleBatch batch, float[] outputs) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGradients = new NoGradGuard()) {
      Tensor output = forward(batch, new TorchPass(false, 0, generator));
      copy(TorchLoss.prediction(network.spec().loss(), output), outputs);
    }
  }

  private Tensor forward(SampleBatch batch, TorchPass pass) {
    Tensor input = input(batch);
    List<Tensor> outputs = new ArrayList<>(layers.size());
    for (int i = 0; i < layers.size(); i++) {
      int source = network.nodes().get(i).source();
      outputs.add(layers.get(i).forward(source < 0 ? input : outputs.get(source), pass));
    }
    return outputs.get(outputs.size() - 1);
  }

  private Tensor input(SampleBatch batch) {
    Shape shape = network.spec().input();
    long[] sizes = shape.batched(batch.size());
    Tensor input = torch.from_blob(new FloatPointer(batch.features()), sizes);
    if (!convolves) {
      return input;
    }
    // With the channels fastest in memory, convolutions and pooling run up to 1.7 times as fast;
    // layers pass the order on. Indices keep their meaning, so flatten gives the same rows.
    if (shape.size(0) > 1) {
      return input.contiguous(torch.MemoryFormat.ChannelsLast);
    }
    // One channel lies the same in both orders, so contiguous() would leave the strides as they
    // are, and the strides are what libtorch goes by.
    return input.as_strided(sizes, new long[] {shape.elements(), 1, shape.size(2), 1});
  }

  private static void copy(Tensor output, float[] target) {
    Tensor contiguous = output.contiguous();
    contiguous.data_ptr_float().get(target, 0, (int) contiguous.numel());
  }

  @Override
  public void close() {
    try {
      gradients.values().forEach(gradient -> gradient.views().forEach(Tensor::close));
      gradients.values().forEach(gradient -> gradient.flat().close());
      leaves.forEach(Tensor::close);
      generator.close();
    } finally {
      // The leaves viewed this memory without holding on to it: it must live until here.
      Reference.reachabilityFence(parameters);
    }
  }
}
