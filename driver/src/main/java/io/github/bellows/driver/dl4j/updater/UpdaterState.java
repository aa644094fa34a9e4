package io.github.bellows.driver.dl4j.updater;

import io.github.bellows.driver.dl4j.network.TheirNetwork;
import io.github.bellows.driver.dl4j.translation.ParameterMap;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * What the updater of a network of theirs remembers, as the slots of our optimizer. Both keep the
 * same numbers in the same order, but for Nesterov's velocity: theirs has the learning rate in it,
 * and points the other way.
 */
final class UpdaterState {
  private static final String SLOT = "slot";

  private final BaseMultiLayerUpdater<?> updater;
  private final ParameterMap map;
  private final int length;
  private final int iteration;
  private final int epoch;

  UpdaterState(TheirNetwork network, ParameterMap map) {
    updater = network.updater();
    this.map = map;
    length = Math.toIntExact(network.model().numParams());
    iteration = network.counters().iterations();
    epoch = network.counters().epochs();
  }

  /** Returns the slots by their names in a checkpoint, each as long as there are parameters. */
  Map<String, float[]> slots(int learned) {
    Map<String, float[]> slots = new LinkedHashMap<>();
    INDArray state = updater.getStateViewArray();
    if (state == null || state.isEmpty()) {
      return slots;
    }
    float[] values = state.castTo(DataType.FLOAT).dup('c').data().asFloat();
    for (int slot = 0; slot < count(); slot++) {
      float[] theirs = new float[length];
      for (UpdaterBlock block : updater.getUpdaterBlocks()) {
        int size = size(block);
        if (has(block, slot)) {
          int from = block.getUpdaterViewOffsetStart() + slot * size;
          System.arraycopy(values, from, theirs, block.getParamOffsetStart(), size);
          scale(theirs, block, 1 / factor(block));
        }
      }
      slots.put(SLOT + slot, Arrays.copyOf(map.oursAsTheyAre(theirs), learned));
    }
    return slots;
  }

  /** Puts slots back. */
  void put(Map<String, float[]> slots, int all) {
    INDArray state = updater.getStateViewArray();
    if (state == null || state.isEmpty()) {
      return;
    }
    float[] values = new float[Math.toIntExact(state.length())];
    for (int slot = 0; slot < count(); slot++) {
      float[] theirs =
          map.theirsAsTheyAre(Arrays.copyOf(Objects.requireNonNull(slots.get(SLOT + slot)), all));
      for (UpdaterBlock block : updater.getUpdaterBlocks()) {
        int size = size(block);
        if (has(block, slot)) {
          int from = block.getUpdaterViewOffsetStart() + slot * size;
          scale(theirs, block, factor(block));
          System.arraycopy(theirs, block.getParamOffsetStart(), values, from, size);
        }
      }
    }
    state.assign(Nd4j.createFromArray(values).reshape(state.shape()));
  }

  private int count() {
    int most = 0;
    for (UpdaterBlock block : updater.getUpdaterBlocks()) {
      most = Math.max(most, stateSize(block) / size(block));
    }
    return most;
  }

  private static boolean has(UpdaterBlock block, int slot) {
    return stateSize(block) >= (slot + 1) * size(block);
  }

  private static int size(UpdaterBlock block) {
    return block.getParamOffsetEnd() - block.getParamOffsetStart();
  }

  private static int stateSize(UpdaterBlock block) {
    return block.getUpdaterViewOffsetEnd() - block.getUpdaterViewOffsetStart();
  }

  /** Returns what multiplies ours to make theirs. */
  private double factor(UpdaterBlock block) {
    IUpdater kind = block.getGradientUpdater().getConfig();
    return kind instanceof Nesterovs nesterov ? -nesterov.getLearningRate(iteration, epoch) : 1;
  }

  private static void scale(float[] values, UpdaterBlock block, double factor) {
    if (factor != 1) {
      for (int i = block.getParamOffsetStart(); i < block.getParamOffsetEnd(); i++) {
        values[i] = (float) (values[i] * factor);
      }
    }
  }
}
