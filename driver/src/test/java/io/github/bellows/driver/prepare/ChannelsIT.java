package io.github.bellows.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.LabelConfig.Kind;
import io.github.bellows.common.config.ScaleConfig;
import io.github.bellows.common.config.ScaleConfig.Standardize;
import io.github.bellows.common.data.BlockCache;
import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.FeatureScaling;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.error.ErrorCode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Scaling of images by channel. */
class ChannelsIT extends SparkTest {
  private static final ScaleConfig FITTED =
      new ScaleConfig(0, 1, Standardize.CHANNELS, List.of(), List.of());

  private static ScaleConfig numbers(double divide, List<Double> mean, List<Double> deviation) {
    return new ScaleConfig(0, divide, Standardize.NO, mean, deviation);
  }

  /** Each file is a class of its own. */
  private Path golden(String... files) throws IOException {
    Path tree = directory.resolve("tree");
    for (String file : files) {
      Path folder = Files.createDirectories(tree.resolve("of-" + file));
      Files.copy(Path.of("src/test/resources/golden/images", file), folder.resolve(file));
    }
    return tree;
  }

  private DataConfig images(Path tree, ScaleConfig scale) {
    return ImagesIT.images(Map.of("size", "[8, 8]"), tree).withScale(scale);
  }

  @Test
  void channelsAreStandardizedByTheirOwnFigures() throws IOException {
    Path tree = golden("colours.png", "palette.bmp");
    PreparedData prepared = prepare(images(tree, FITTED));
    FeatureScaling scaling = prepared.preprocessing().scaling();
    // numpy, of the pixels that Pillow reads: mean and std over samples, rows and columns. Pixels
    // that differ from Pillow's by a level move the figures by less than 0.2.
    assertClose(scaling.subtract(), 129.84375f, 59.296875f, 104.421875f);
    assertClose(scaling.divide(), 56.07994f, 25.247635f, 46.056454f);
    Preprocessing read = Preprocessing.fromJson(prepared.preprocessing().toJson(), "a test");
    assertThat(read.scaling()).isEqualTo(scaling);
    float[] features = features(prepared, 2);
    for (int channel = 0; channel < 3; channel++) {
      double sum = 0;
      double squares = 0;
      for (int sample = 0; sample < 2; sample++) {
        for (int pixel = 0; pixel < 64; pixel++) {
          double value = features[sample * 192 + channel * 64 + pixel];
          sum += value;
          squares += value * value;
        }
      }
      assertThat(sum / 128).isCloseTo(0, within(1e-5));
      assertThat(squares / 128).isCloseTo(1, within(1e-5));
    }
  }

  private static void assertClose(float[] ours, float... expected) {
    assertThat(ours).hasSameSizeAs(expected);
    for (int i = 0; i < ours.length; i++) {
      assertThat(ours[i]).isCloseTo(expected[i], within(0.2f));
    }
  }

  private float[] features(PreparedData prepared, int samples) {
    try (BlockSet set =
        BlockSet.open(
            storage,
            prepared.train(),
            prepared.preprocessing().decoding(),
            BlockCache.in(directory.resolve("cache")))) {
      SampleBatch batch = new SampleBatch(set.schema(), samples);
      set.read(java.util.stream.LongStream.range(0, samples).toArray(), samples, batch);
      float[] features = new float[samples * set.schema().elements()];
      batch.features().get(0, features);
      return features;
    }
  }

  @Test
  void theNumbersOfImageNetDoWhatTheyDoElsewhere() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(1, 0, 0xffffff);
    Path tree = directory.resolve("tree");
    ImageTrees.write(tree.resolve("one/image.png"), image);
    DataConfig data =
        ImagesIT.images(Map.of(), tree)
            .withScale(numbers(255, List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225)));
    // Black and white as they are known after such a normalization.
    float[] known = {-2.1179f, 2.2489f, -2.0357f, 2.4286f, -1.8044f, 2.64f};
    float[] features = features(prepare(data), 1);
    for (int i = 0; i < known.length; i++) {
      assertThat(features[i]).isCloseTo(known[i], within(1e-4f));
    }
  }

  @Test
  void evaluationScalesByTheChannelsOfTheTrainingData() throws IOException {
    Path tree = golden("colours.png");
    PreparedData prepared = prepare(images(tree, FITTED));
    DataConfig same =
        SparkTest.with(
            images(tree, FITTED),
            new io.github.bellows.common.config.ValidationConfig(images(tree, FITTED).train(), 0));
    PreparedData validated = prepare(same);
    assertThat(validated.preprocessing()).isEqualTo(prepared.preprocessing());
    assertThat(samples(validated.validation())).hasSize(1);
  }

  @Test
  void whatHasNoSuchChannelsIsRefused() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    Path tree = directory.resolve("tree");
    ImageTrees.write(tree.resolve("one/image.png"), image);
    ScaleConfig two = numbers(1, List.of(1.0, 2.0), List.of());
    assertError(
        () -> prepare(ImagesIT.images(Map.of(), tree).withScale(two)),
        ErrorCode.CONFIGURATION,
        "data.scale.mean = [1.0, 2.0]: must have one number for each channel of samples 3×1×2."
            + " Write 3.");
    DataConfig table =
        data(csv(write("train.csv", "a,b,y\n1,2,0\n2,3,1\n"), "header", "true"), "y", Kind.CLASS);
    assertError(
        () -> prepare(table.withScale(FITTED)),
        ErrorCode.CONFIGURATION,
        "data.scale.standardize = perChannel: needs samples [channels, …], such as images, but"
            + " these are 2. Write standardize: true");
  }
}
