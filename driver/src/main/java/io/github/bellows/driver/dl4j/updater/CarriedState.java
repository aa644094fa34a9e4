package io.github.bellows.driver.dl4j.updater;

import io.github.bellows.common.checkpoint.Checkpoint;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.driver.dl4j.network.TheirNetwork;
import io.github.bellows.driver.dl4j.translation.ParameterMap;
import io.github.bellows.driver.dl4j.translation.Translated;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a run takes from a network of theirs, and leaves with it. */
public final class CarriedState {
  private final TheirNetwork theirs;
  private final ParameterLayout layout;
  private final ParameterMap map;
  private final UpdaterState updater;

  public CarriedState(TheirNetwork theirs, Translated translated, ParameterLayout layout) {
    this.theirs = theirs;
    this.layout = layout;
    map = ParameterMap.of(translated, layout, theirs);
    updater = new UpdaterState(theirs, map);
  }

  /**
   * Returns parameters and the updater's state by their names in a checkpoint.
   *
   * @param keepsUpdater whether the state is that of the network; else it begins anew
   */
  public Map<String, float[]> taken(boolean keepsUpdater) {
    Map<String, float[]> arrays = new HashMap<>(updater.slots(layout.learned()));
    if (!keepsUpdater) {
      arrays.replaceAll((name, slot) -> new float[slot.length]);
    }
    float[] parameters = theirs.model().params().castTo(DataType.FLOAT).dup('c').data().asFloat();
    arrays.put(Checkpoint.PARAMETERS, map.ours(parameters));
    return arrays;
  }

  /** Puts what a run ended with into the network. */
  public void leave(Map<String, float[]> arrays) {
    INDArray parameters = theirs.model().params();
    float[] trained = map.theirs(Objects.requireNonNull(arrays.get(Checkpoint.PARAMETERS)));
    theirs.model().setParams(Nd4j.createFromArray(trained).reshape(parameters.shape()));
    updater.put(arrays, layout.length());
  }
}
