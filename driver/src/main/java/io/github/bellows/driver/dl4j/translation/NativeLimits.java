package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.driver.dl4j.network.TheirNetwork;
import io.github.bellows.driver.dl4j.network.TheirNode;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * What a network of theirs may ask for that training cannot give it even where its own classes
 * compute: whatever reaches beyond one gradient of one batch.
 */
final class NativeLimits {
  private NativeLimits() {}

  /** Returns all that keeps a network from being trained; empty if nothing does. */
  static List<String> of(TheirNetwork network) {
    // Their classes would keep the state of sequences from batch to batch.
    List<String> problems = new ArrayList<>(TrainingLimits.of(network, Long.MAX_VALUE));
    for (TheirNode node : network.description().nodes()) {
      NeuralNetConfiguration conf = node.conf();
      if (conf == null) {
        if (node.vertex() != null && node.vertex().numParams(true) > 0) {
          problems.add(node.where() + ": has parameters, which only layers may have");
        }
      } else {
        ofLayer(conf.getLayer()).forEach(problem -> problems.add(node.where() + ": " + problem));
      }
    }
    return problems;
  }

  private static List<String> ofLayer(Layer layer) {
    List<String> problems = new ArrayList<>();
    if (layer.getConstraints() != null && !layer.getConstraints().isEmpty()) {
      problems.add("constraints of parameters have no equal here");
    }
    if (hasSchedule(layer.getIDropout())) {
      problems.add("a schedule of dropout needs the number of the update");
    }
    if (layer instanceof BaseLayer base && hasSchedule(base.getWeightNoise())) {
      problems.add("a schedule of weight noise needs the number of the update");
    }
    return problems;
  }

  /** Any kind of dropout or noise may have schedules, and each has getters of its own. */
  private static boolean hasSchedule(@Nullable Object noise) {
    return noise != null
        && Arrays.stream(noise.getClass().getMethods())
            .filter(getter -> ISchedule.class.isAssignableFrom(getter.getReturnType()))
            .filter(getter -> getter.getParameterCount() == 0)
            .anyMatch(getter -> value(noise, getter) != null);
  }

  private static @Nullable Object value(Object noise, Method getter) {
    try {
      return getter.invoke(noise);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(noise + ": " + getter + " fails", e);
    }
  }
}
