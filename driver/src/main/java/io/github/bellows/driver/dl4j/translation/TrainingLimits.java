package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.driver.dl4j.network.TheirNetwork;
import io.github.bellows.driver.dl4j.network.TheirNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.stepfunctions.NegativeGradientStepFunction;

/** Ways of training that a network of theirs may ask for, and that are not those here. */
public final class TrainingLimits {
  private TrainingLimits() {}

  /**
   * Returns all that is not as the network asks; empty if everything is.
   *
   * @param steps of the longest sequence it learns from
   */
  public static List<String> of(TheirNetwork network, long steps) {
    Set<String> problems = new LinkedHashSet<>();
    if (network.truncation() < steps) {
      problems.add(
          "backpropagation through time is truncated after "
              + network.truncation()
              + " steps, with an update each; here it goes through all steps of a sequence");
    }
    for (TheirNode node : network.description().nodes()) {
      if (node.conf() != null) {
        problems.addAll(of(node.conf()));
      }
    }
    return problems.stream().map(problem -> "the network: " + problem).toList();
  }

  private static List<String> of(NeuralNetConfiguration conf) {
    List<String> problems = new ArrayList<>();
    OptimizationAlgorithm algorithm = conf.getOptimizationAlgo();
    if (algorithm != null && algorithm != OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT) {
      problems.add("the optimization algorithm " + algorithm + " has no equal here");
    }
    if (!conf.isMiniBatch()) {
      problems.add("miniBatch(false) asks for sums over a batch, updates here are means");
    }
    if (!conf.isMinimize()) {
      problems.add("minimize(false) asks for the largest loss, training here lowers it");
    }
    if (conf.getStepFunction() != null
        && !(conf.getStepFunction() instanceof NegativeGradientStepFunction)) {
      problems.add("the step function " + conf.getStepFunction() + " has no equal here");
    }
    return problems;
  }
}
