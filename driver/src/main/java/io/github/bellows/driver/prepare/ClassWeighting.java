package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.ClassWeights;
import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.LabelConfig;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.LabelField;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.Nearest;
import io.github.bellows.common.error.TrainingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives classes their weights: those that are configured, or n / (k · n[c]) for class c of n[c]
 * among n training samples of k classes, so that all classes weigh n / k in all. That is what
 * scikit-learn calls balanced.
 */
final class ClassWeighting {
  private static final Logger LOG = LoggerFactory.getLogger(ClassWeighting.class);

  private ClassWeighting() {}

  /**
   * Returns the weights of classes before their samples are counted: 1 each; none if they have no
   * weights.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if a weight is for no class
   */
  static List<Float> initial(DataConfig data, String label, List<String> names) {
    for (LabelConfig config : data.labels()) {
      ClassWeights weights = config.classWeights();
      if (weights != null && config.column().equals(label)) {
        weights.byName().keySet().stream().sorted().forEach(name -> require(name, names));
        return Collections.nCopies(names.size(), 1f);
      }
    }
    return List.of();
  }

  private static void require(String name, List<String> names) {
    if (!names.contains(name)) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "data.label.classWeights." + name,
          "the training data has no such class",
          Nearest.to(name, names)
              .map(near -> "Did you mean " + near + "?")
              .orElse("Its classes are " + ColumnPlan.shown(names)));
    }
  }

  /** Returns a recipe whose classes have their weights, of how many training samples each has. */
  static Preprocessing weighed(Preprocessing recipe, DataConfig data, ClassCounts counts) {
    List<LabelField> fields = new ArrayList<>();
    boolean any = false;
    for (int i = 0; i < data.labels().size(); i++) {
      LabelField field = recipe.schema().labels().get(i);
      ClassWeights weights = data.labels().get(i).classWeights();
      if (weights != null && field.label() instanceof Label.Classes classes) {
        any = true;
        List<Float> numbers = weights(weights, classes.names(), counts.of(i));
        LOG.info("weights of classes of {}: {} {}", field.name(), classes.names(), numbers);
        field = new LabelField(field.name(), new Label.Classes(classes.names(), numbers));
      }
      fields.add(field);
    }
    return any ? recipe.withLabels(fields) : recipe;
  }

  private static List<Float> weights(ClassWeights config, List<String> names, long[] counts) {
    double samples = Arrays.stream(counts).sum();
    long present = Arrays.stream(counts).filter(count -> count > 0).count();
    List<Float> weights = new ArrayList<>();
    for (int c = 0; c < counts.length; c++) {
      double weight =
          config.isBalanced()
              ? (counts[c] == 0 ? 1 : samples / (present * (double) counts[c]))
              : config.byName().getOrDefault(names.get(c), 1.0);
      weights.add((float) weight);
    }
    return weights;
  }
}
