package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.common.model.Flatten;
import io.github.bellows.common.model.Reshape;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.preprocessor.Cnn3DToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnn3DPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;

/** What becomes of the changes of shape that stand before layers. */
final class Preprocessors {
  private Preprocessors() {}

  static void add(InputPreProcessor before, Translation ours) {
    if (before instanceof ComposableInputPreProcessor several) {
      for (InputPreProcessor one : several.getInputPreProcessors()) {
        add(one, ours);
      }
    } else if (before instanceof CnnToFeedForwardPreProcessor image) {
      flatten(image.getFormat() != CNN2DFormat.NHWC, ours);
    } else if (before instanceof Cnn3DToFeedForwardPreProcessor) {
      // Whatever its format says, theirs lays the elements out as they come.
      flatten(true, ours);
    } else if (before instanceof FeedForwardToCnnPreProcessor image) {
      reshape(ours, image.getNumChannels(), image.getInputHeight(), image.getInputWidth());
    } else if (before instanceof FeedForwardToCnn3DPreProcessor volume && volume.isNCDHW()) {
      reshape(
          ours,
          volume.getNumChannels(),
          volume.getInputDepth(),
          volume.getInputHeight(),
          volume.getInputWidth());
    } else if (before instanceof RnnToFeedForwardPreProcessor rows) {
      // Layers here take sequences step by step, and leave them sequences; rows are left rows.
      requireFeaturesFirst(rows.getRnnDataFormat(), ours);
    } else if (before instanceof FeedForwardToRnnPreProcessor sequences) {
      requireFeaturesFirst(sequences.getRnnDataFormat(), ours);
      if (ours.shape().rank() == 1) {
        ours.add("steps", new Reshape(List.of(1, ours.shape().size(0))));
        ours.mark(false);
      }
    } else {
      ours.refuse("the preprocessor " + before.getClass().getSimpleName() + " has no equal here");
    }
  }

  private static void requireFeaturesFirst(RNNFormat format, Translation ours) {
    if (format == RNNFormat.NWC) {
      ours.refuse(RecurrentRows.NWC);
    }
  }

  private static void flatten(boolean channelsFirst, Translation ours) {
    if (!channelsFirst) {
      ours.refuse(Windows.NHWC);
    } else if (ours.shape().rank() > 1) {
      ours.channels();
      ours.add("flatten", new Flatten());
    }
  }

  private static void reshape(Translation ours, long... wanted) {
    List<Integer> sizes = Arrays.stream(wanted).mapToObj(Math::toIntExact).toList();
    if (!ours.shape().sizes().equals(sizes)) {
      ours.add("image", new Reshape(sizes));
    }
  }
}
