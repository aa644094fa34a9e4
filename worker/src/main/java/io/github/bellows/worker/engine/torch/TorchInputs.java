package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Conv;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The features of a batch as the tensors that a network reads. */
final class TorchInputs {
  private final Network network;
  private final boolean convolvesImages;

  TorchInputs(Network network) {
    this.network = network;
    convolvesImages =
        network.nodes().stream()
            .anyMatch(
                node ->
                    node.layer().spec() instanceof Conv conv && conv.window().dimensions() == 2);
  }

  /** Returns one tensor per input, {@code samples × shape}; views of the batch where possible. */
  List<Tensor> of(SampleBatch batch) {
    List<ModelInput> inputs = network.spec().inputs();
    FloatPointer features = new FloatPointer(batch.features());
    if (inputs.size() == 1) {
      Shape shape = inputs.get(0).shape();
      return List.of(laidOut(torch.from_blob(features, shape.batched(batch.size())), shape));
    }
    Tensor all = torch.from_blob(features, batch.size(), network.features());
    List<Tensor> tensors = new ArrayList<>();
    long first = 0;
    for (ModelInput input : inputs) {
      Shape shape = input.shape();
      Tensor part = all.narrow(1, first, shape.elements()).reshape(shape.batched(batch.size()));
      tensors.add(laidOut(part, shape));
      first += shape.elements();
    }
    return tensors;
  }

  private Tensor laidOut(Tensor input, Shape shape) {
    if (!convolvesImages || shape.rank() != 3) {
      return input;
    }
    // With the channels fastest in memory, convolutions and pooling run up to 1.7 times as fast;
    // layers pass the order on. Indices keep their meaning, so flatten gives the same rows.
    if (shape.size(0) > 1) {
      return input.contiguous(torch.MemoryFormat.ChannelsLast);
    }
    // One channel lies the same in both orders, so contiguous() would leave the strides as they
    // are, and the strides are what libtorch goes by.
    Tensor dense = input.contiguous();
    return dense.as_strided(
        shape.batched(input.size(0)), new long[] {shape.elements(), 1, shape.size(2), 1});
  }
}
