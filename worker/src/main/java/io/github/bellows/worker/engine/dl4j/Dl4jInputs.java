package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.Network;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The features of a batch as the arrays that a network reads. */
record Dl4jInputs(Network network) {
  /**
   * Returns one array per input, {@code samples × shape}; copies.
   *
   * @param lengths valid steps of each sample of the inputs that have variable length, whose
   *     features behind become 0; null if all are of full length
   */
  List<INDArray> of(SampleBatch batch, @Nullable LongBuffer lengths) {
    FloatBuffer features = batch.features();
    int width = Math.toIntExact(network.features());
    List<INDArray> arrays = new ArrayList<>();
    int first = 0;
    for (ModelInput input : network.spec().inputs()) {
      int elements = Math.toIntExact(input.shape().elements());
      int perStep = elements / input.shape().size(0);
      INDArray array = Nd4j.create(DataType.FLOAT, input.shape().batched(batch.size()), 'c');
      FloatBuffer target = array.data().asNioFloat();
      for (int sample = 0; sample < batch.size(); sample++) {
        int valid =
            lengths != null && input.variableLength()
                ? perStep * (int) lengths.get(sample)
                : elements;
        target.put(sample * elements, features, sample * width + first, valid);
      }
      arrays.add(array);
      first += elements;
    }
    return arrays;
  }
}
