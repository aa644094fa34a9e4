package io.github.bellows.driver.dl4j;

import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.NamedLayer;
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
    if (survey.stepwise() && survey.lengths()) {
      for (NamedLayer layer : spec.layers()) {
        if (!readsForwards(layer)) {
          problems.add(
              "layer "
                  + layer.name()
                  + " ("
                  + layer.spec().kind()
                  + "): it looks at later steps, and with a label for each step it is not told"
                  + " where sequences end");
        }
      }
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

  /** Returns whether what a layer makes of a step depends on that and earlier ones alone. */
  private static boolean readsForwards(NamedLayer layer) {
    if (layer.spec() instanceof Recurrent states) {
      return states.result() == Recurrent.Result.SEQUENCE && !states.stack().bidirectional();
    }
    return layer.spec() instanceof Permute || layer.spec().stepMask() == StepMask.KEEPS;
  }
}
