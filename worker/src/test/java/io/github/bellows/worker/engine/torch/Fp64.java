package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.random.SeededRandom;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** A layer's network in double precision, for differences that fp32 would drown. */
final class Fp64 {
  static final int SAMPLES = 3;

  private final Network network;
  private final List<Tensor> inputs;
  private final List<Tensor> leaves;
  private final List<Tensor> statistics;
  private final TorchNetwork layers;

  Fp64(LayerRow row, long seed) {
    network = row.network();
    SeededRandom random = SeededRandom.of(seed);
    inputs =
        row.inputs().stream()
            .map(shape -> draw(shape.batched(SAMPLES), row.indices(), random))
            .toList();
    leaves =
        network.layout().learnedEntries().stream()
            .map(entry -> draw(sizes(entry), 0, random))
            .toList();
    statistics =
        network.layout().statistics().stream()
            .map(entry -> draw(sizes(entry), 0, random).abs().detach())
            .toList();
    layers = new TorchNetwork(network, leaves, statistics);
  }

  private static long[] sizes(ParameterLayout.Entry entry) {
    return entry.spec().shape().toLongs();
  }

  /** Returns normal numbers that gradients flow to, or whole numbers below {@code indices}. */
  private static Tensor draw(long[] sizes, int indices, SeededRandom random) {
    int count = 1;
    for (long size : sizes) {
      count *= (int) size;
    }
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = indices == 0 ? random.nextGaussian() : random.nextInt(indices);
    }
    Tensor tensor =
        torch
            .from_blob(new DoublePointer(values), sizes, new TensorOptions(torch.ScalarType.Double))
            .clone();
    return indices == 0 ? tensor.set_requires_grad(true) : tensor;
  }

  Network network() {
    return network;
  }

  /** Returns what gradients flow to: parameters, and inputs unless they are indices. */
  List<Tensor> variables() {
    return Stream.concat(leaves.stream(), inputs.stream()).filter(Tensor::requires_grad).toList();
  }

  /** Returns the network's output for the samples. */
  Tensor output(boolean training) {
    return layers.forward(inputs, pass(training)).get(0);
  }

  /** Returns what a layer makes of the samples; 0 is the layer under test. */
  Tensor value(int layer, boolean training) {
    return layers.values(inputs, pass(training)).get(network.firstLayerValue() + layer);
  }

  private static TorchPass pass(boolean training) {
    return new TorchPass(training, 1, torch.make_generator_cpu(0), null);
  }

  /** Replaces every sample but the first by others. */
  void changeLaterSamples() {
    try (NoGradGuard noGradients = new NoGradGuard()) {
      for (Tensor input : inputs) {
        Tensor others = input.narrow(0, 1, SAMPLES - 1);
        others.copy_(others.flip(new long[] {0}).mul(new Scalar(0.5)).round());
      }
    }
  }
}
