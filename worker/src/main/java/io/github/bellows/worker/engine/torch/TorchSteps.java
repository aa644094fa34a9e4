package io.github.bellows.worker.engine.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Where the sequences of a batch end, as what libtorch selects and fills by. */
final class TorchSteps {
  private final Tensor lengths;
  private final Tensor numbers;
  private final Tensor behind;

  /**
   * Creates the marks of a batch.
   *
   * @param lengths valid steps of each sample, int64 [samples], in [1, steps]
   * @param steps steps of the tensors that are asked about
   */
  TorchSteps(Tensor lengths, long steps) {
    this.lengths = lengths.unsqueeze(1);
    numbers = torch.arange(new Scalar(steps), lengths.options()).unsqueeze(0);
    behind = numbers.ge(this.lengths);
  }

  /** Returns the valid steps of the longest of some samples. */
  static long longest(Tensor lengths) {
    return lengths.max().item_long();
  }

  /** Returns which steps lie behind the end of their sample: bool [samples, steps]. */
  Tensor behind() {
    return behind;
  }

  /** Returns a tensor [samples, steps, …] with zeros in place of what lies behind the ends. */
  Tensor cleared(Tensor input) {
    Tensor mask = behind;
    for (long dimension = 2; dimension < input.dim(); dimension++) {
      mask = mask.unsqueeze(dimension);
    }
    return input.masked_fill(mask, new Scalar(0f));
  }

  /**
   * Returns [samples, steps, features] with the valid steps of each sample in reverse order; what
   * lies behind them stays in its place. Its own inverse.
   */
  Tensor reversed(Tensor input) {
    Tensor mirrored = lengths.sub(numbers).sub(new Scalar(1), new Scalar(1));
    return select(input, torch.where(behind, numbers, mirrored));
  }

  /** Returns the last valid step of each sample of [samples, steps, features]. */
  Tensor last(Tensor input) {
    return select(input, lengths.sub(new Scalar(1), new Scalar(1))).squeeze(1);
  }

  /** Returns the mean over the valid steps of each sample of [samples, steps, features]. */
  Tensor mean(Tensor input) {
    return cleared(input).sum(1).div(lengths.to(input.scalar_type()));
  }

  /** Returns the steps of each sample that its row of int64 [samples, n] names. */
  private Tensor select(Tensor input, Tensor steps) {
    long samples = input.size(0);
    Tensor first =
        torch.arange(new Scalar(samples), steps.options()).mul(new Scalar(input.size(1)));
    Tensor rows = steps.add(first.unsqueeze(1)).flatten();
    return input.flatten(0, 1).index_select(0, rows).view(samples, -1, input.size(2));
  }
}
