package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.ScaleConfig;
import io.github.bellows.common.config.ScaleConfig.Standardize;
import io.github.bellows.common.data.FeatureMoments;
import io.github.bellows.common.data.FeatureScaling;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Shape;

/** How features are scaled that lie in channels: the first dimension of a sample. */
final class ChannelScaling {
  private ChannelScaling() {}

  /**
   * Returns the scaling by configured numbers: {@code ((x − subtract) / divide − mean) /
   * deviation}, as one subtraction and one division for each channel.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if samples have no channels, or
   *     another number of them
   */
  static FeatureScaling configured(ScaleConfig scale, Shape shape) {
    int channels = scale.channels();
    if (scale.standardize() == Standardize.CHANNELS) {
      requireChannels("data.scale.standardize = perChannel", shape);
    }
    if (channels == 0) {
      return FeatureScaling.uniform((float) scale.subtract(), (float) scale.divide());
    }
    boolean means = !scale.mean().isEmpty();
    String what =
        means ? "data.scale.mean = " + scale.mean() : "data.scale.deviation = " + scale.deviation();
    requireChannels(what, shape);
    if (shape.size(0) != channels) {
      String rule = "must have one number for each channel of samples " + shape;
      throw error(what, rule, "Write " + shape.size(0));
    }
    float[] subtract = new float[channels];
    float[] divide = new float[channels];
    for (int c = 0; c < channels; c++) {
      double mean = means ? scale.mean().get(c) : 0;
      double deviation = scale.deviation().isEmpty() ? 1 : scale.deviation().get(c);
      subtract[c] = (float) (scale.subtract() + mean * scale.divide());
      divide[c] = (float) (deviation * scale.divide());
    }
    return new FeatureScaling(subtract, divide);
  }

  private static void requireChannels(String what, Shape shape) {
    if (shape.rank() == 1) {
      String rule = "needs samples [channels, …], such as images, but these are " + shape;
      throw error(what, rule, "Write standardize: true, which scales each feature by itself");
    }
  }

  private static TrainingException error(String what, String rule, String fix) {
    return TrainingException.of(ErrorCode.CONFIGURATION, what, rule, fix);
  }

  /**
   * Returns the scaling by mean and population standard deviation of all features of each channel;
   * a channel that is constant is divided by 1.
   *
   * @param moments of the features of samples of the shape
   */
  static FeatureScaling fitted(FeatureMoments moments, Shape shape) {
    int channels = shape.size(0);
    int features = (int) (shape.elements() / channels);
    float[] subtract = new float[channels];
    float[] divide = new float[channels];
    for (int c = 0; c < channels; c++) {
      double count = 0;
      double mean = 0;
      double squares = 0;
      for (int i = c * features; i < (c + 1) * features; i++) {
        double more = moments.count(i);
        if (more > 0) {
          double delta = moments.mean(i) - mean;
          double own = moments.deviation(i);
          squares += more * own * own + delta * delta * (count * more / (count + more));
          mean += delta * (more / (count + more));
          count += more;
        }
      }
      float deviation = count == 0 ? 0 : (float) Math.sqrt(squares / count);
      subtract[c] = (float) mean;
      divide[c] = deviation == 0 ? 1 : deviation;
    }
    return new FeatureScaling(subtract, divide);
  }
}
