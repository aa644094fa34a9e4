package io.github.bellows.driver.dl4j;

import io.github.bellows.common.model.Flatten;
import io.github.bellows.common.model.Reshape;
import io.github.bellows.common.model.Shape;
import java.util.List;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;

/** What becomes of the changes of shape that stand before layers. */
final class Preprocessors {
  private Preprocessors() {}

  static void add(InputPreProcessor before, Translation ours) {
    Shape shape = ours.shape();
    if (before instanceof CnnToFeedForwardPreProcessor) {
      if (shape.rank() > 1) {
        ours.add("flatten", new Flatten());
      }
    } else if (before instanceof FeedForwardToCnnPreProcessor image) {
      List<Integer> sizes =
          List.of(
              Math.toIntExact(image.getNumChannels()),
              Math.toIntExact(image.getInputHeight()),
              Math.toIntExact(image.getInputWidth()));
      if (!shape.sizes().equals(sizes)) {
        ours.add("image", new Reshape(sizes));
      }
    } else if (before instanceof RnnToFeedForwardPreProcessor
        || before instanceof FeedForwardToRnnPreProcessor) {
      // Layers here take sequences step by step, and leave them sequences. Rows stay rows at
      // theirs.
      boolean row = shape.rank() == 1 && before instanceof RnnToFeedForwardPreProcessor;
      if (shape.rank() != 2 && !row) {
        ours.refuse(before.getClass().getSimpleName() + " needs a sequence, but gets " + shape);
      }
    } else {
      ours.refuse("the preprocessor " + before.getClass().getSimpleName() + " has no equal here");
    }
  }
}
