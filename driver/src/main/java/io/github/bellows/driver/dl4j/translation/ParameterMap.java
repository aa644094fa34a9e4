package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.driver.dl4j.network.TheirNetwork;
import io.github.bellows.driver.dl4j.translation.TheirTensors.Scale;
import java.util.Arrays;
import java.util.BitSet;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where each element of our flat vector lies in theirs. Whatever has an element for each parameter
 * goes over by it: parameters, gradients, an updater's state.
 */
public final class ParameterMap {
  private static final int ABSENT = -1;

  /** By element of ours: the element of theirs, or {@link #ABSENT}. */
  private final int[] theirs;

  /** By element of ours: what theirs is of it. */
  private final Scale[] scales;

  private final int length;

  private ParameterMap(int[] theirs, Scale[] scales, int length) {
    this.theirs = theirs;
    this.scales = scales;
    this.length = length;
  }

  /**
   * Returns the map of a translated network.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if a tensor has another size in
   *     theirs: the network is for other inputs
   * @throws IllegalStateException if an element of theirs comes to nothing
   */
  public static ParameterMap of(
      Translated translated, ParameterLayout layout, TheirNetwork network) {
    TheirNetwork numbered = network.numbered();
    int[] map = new int[layout.length()];
    Scale[] scales = new Scale[map.length];
    Arrays.fill(scales, Scale.SAME);
    for (ParameterLayout.Entry entry : layout.entries()) {
      TensorPlace place = translated.place(entry.name());
      if (place.theirs() == null) {
        Arrays.fill(map, entry.offset(), entry.end(), ABSENT);
        continue;
      }
      INDArray ours = place.theirs().ours(new Table(numbered.table(place.node())));
      if (ours.length() != entry.length()) {
        throw TrainingException.of(
            ErrorCode.CONFIGURATION,
            "the network: layer " + place.node(),
            "has the parameter "
                + entry.name()
                + " of "
                + entry.length()
                + " elements for the inputs there are, but "
                + ours.length()
                + " of its own",
            "Give features of the size that the layer takes");
      }
      Arrays.fill(scales, entry.offset(), entry.end(), place.theirs().scale());
      double[] numbers = ours.dup('c').data().asDouble();
      for (int i = 0; i < numbers.length; i++) {
        map[entry.offset() + i] = (int) numbers[i];
      }
    }
    int count = Math.toIntExact(network.model().numParams());
    requireAll(map, count);
    return new ParameterMap(map, scales, count);
  }

  private static void requireAll(int[] map, int count) {
    BitSet found = new BitSet(count);
    for (int place : map) {
      if (place != ABSENT) {
        found.set(place);
      }
    }
    int distinct = found.cardinality();
    if (distinct != count) {
      throw new IllegalStateException(
          "of " + count + " parameters of theirs " + distinct + " have a place in ours");
    }
  }

  /** Returns our parameters of theirs; what they lack is 0. */
  public float[] ours(float[] values) {
    float[] ours = oursAsTheyAre(values);
    for (int i = 0; i < ours.length; i++) {
      ours[i] = scales[i].ours(ours[i]);
    }
    return ours;
  }

  /** Returns their parameters of ours; what they lack is left out. */
  public float[] theirs(float[] values) {
    float[] scaled = new float[theirs.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = scales[i].theirs(values[i]);
    }
    return theirsAsTheyAre(scaled);
  }

  /** Returns our vector of theirs, such as a gradient; what they lack is 0. */
  public float[] oursAsTheyAre(float[] values) {
    float[] ours = new float[theirs.length];
    for (int i = 0; i < ours.length; i++) {
      ours[i] = theirs[i] == ABSENT ? 0 : values[theirs[i]];
    }
    return ours;
  }

  /** Returns their vector of ours, such as a gradient; what they lack is left out. */
  public float[] theirsAsTheyAre(float[] values) {
    float[] result = new float[length];
    for (int i = 0; i < theirs.length; i++) {
      if (theirs[i] != ABSENT) {
        result[theirs[i]] = values[i];
      }
    }
    return result;
  }
}
