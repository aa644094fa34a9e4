package io.github.bellows.driver.dl4j;

import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Permute;
import io.github.bellows.common.model.Recurrent;
import io.github.bellows.common.model.StepMask;
import java.util.ArrayList;
import java.util.List;

/** What networks of ours cannot do with labels of which some are not to be learned. */
final class Stepwise {
  private Stepwise() {}

  /** Returns what cannot be trained with examples like these; empty if all can. */
  static List<String> problems(ModelSpec spec, ExampleSurvey survey) {
    List<String> problems = new ArrayList<>();
    if (needsEnds(spec, survey)) {
      addWhatMixes(spec, problems);
    }
    if (survey.masks().lacking()) {
      problems.add(
          "the examples: sequences of features end early, and their labels have no mask;"
              + " Deeplearning4j would learn the labels behind the ends, too");
    }
    boolean classes = spec.outputs().stream().anyMatch(o -> o.loss() instanceof CrossEntropy);
    if (survey.gaps() && survey.masks().elements() && classes) {
      problems.add(
          "the examples: a mask of single numbers of a label does not go with the loss MCXENT");
    }
    return problems;
  }

  /** Asks the network itself: it refuses what would mix up sequences and what is behind them. */
  private static void addWhatMixes(ModelSpec spec, List<String> problems) {
    try {
      Network unused = Network.of(spec);
    } catch (TrainingException e) {
      problems.add("sequences end early, and each step has a label: " + e.getMessage());
    }
  }

  /**
   * Returns whether layers must be told where sequences end though each step has a label. Behind
   * the end labels are missing, so layers that read forwards need not know.
   */
  static boolean needsEnds(ModelSpec spec, ExampleSurvey survey) {
    return survey.stepwise()
        && survey.lengths()
        && !spec.layers().stream().allMatch(Stepwise::readsForwards);
  }

  /** Returns whether what a layer makes of a step depends on that and earlier ones alone. */
  private static boolean readsForwards(NamedLayer layer) {
    if (layer.spec() instanceof Recurrent states) {
      return states.result() == Recurrent.Result.SEQUENCE && !states.stack().bidirectional();
    }
    return layer.spec() instanceof Permute || layer.spec().stepMask() == StepMask.KEEPS;
  }
}
