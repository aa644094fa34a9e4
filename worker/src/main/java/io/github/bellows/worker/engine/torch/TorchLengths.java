package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import java.nio.LongBuffer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** The lengths of a batch's sequences as a tensor, checked, for networks that read them. */
final class TorchLengths {
  private final String where;
  private final int steps;

  private TorchLengths(String where, int steps) {
    this.where = where;
    this.steps = steps;
  }

  /** Returns whether a network's samples have lengths of their own. */
  static boolean read(Network network) {
    return network.spec().inputs().get(0).variableLength();
  }

  /**
   * Creates the rule for a network whose first input has variable length.
   *
   * @throws java.util.NoSuchElementException if it has not
   */
  static TorchLengths of(Network network) {
    Network.Node reader =
        network.nodes().stream().filter(Network.Node::variableLength).findFirst().orElseThrow();
    return new TorchLengths(reader.where(), network.spec().inputs().get(0).shape().size(0));
  }

  /**
   * Returns the lengths of the first samples, int64 [samples], a view of the buffer.
   *
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if one is below 1 or above the steps
   */
  Tensor of(LongBuffer lengths, int samples) {
    for (int sample = 0; sample < samples; sample++) {
      long length = lengths.get(sample);
      if (length < 1 || length > steps) {
        throw TrainingException.of(
            ErrorCode.BAD_DATA,
            where + " length = " + length,
            "must be at least 1 and at most " + steps + ", the steps of its input",
            "Correct the column of the lengths, or raise the first size of model.input");
      }
    }
    TensorOptions type = new TensorOptions(torch.ScalarType.Long);
    return torch.from_blob(new LongPointer(lengths), new long[] {samples}, type);
  }
}
