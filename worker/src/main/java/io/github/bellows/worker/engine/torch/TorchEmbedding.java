package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Embedding;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * {@link Embedding} by {@code embedding}.
 *
 * @param where what messages call the layer
 * @param weight the vectors, [vocabulary, size]
 */
record TorchEmbedding(Embedding spec, String where, Tensor weight) implements TorchLayer.Unary {
  @Override
  public Tensor forward(Tensor input, TorchPass pass) {
    // The conversion cuts fractions off and makes some whole number of NaN, so that both differ.
    Tensor indices = input.to(torch.ScalarType.Long);
    Tensor wrong =
        indices
            .ne(input)
            .logical_or(indices.lt(new Scalar(0)))
            .logical_or(indices.ge(new Scalar(spec.vocabulary())));
    if (wrong.any().item_bool()) {
      throw error(input.masked_select(wrong).select(0, 0).item_double());
    }
    return torch.embedding(weight, indices);
  }

  private TrainingException error(double index) {
    return TrainingException.of(
        ErrorCode.BAD_DATA,
        where + " index = " + (index == (int) index ? "" + (int) index : "" + index),
        "must be a whole number in [0, "
            + spec.vocabulary()
            + "), the vocabulary; the input must not be scaled",
        "Correct the data, or raise vocabulary");
  }
}
