package io.github.bellows.worker.gang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.gradient.Wire;
import io.github.bellows.common.optim.Adam;
import io.github.bellows.common.optim.Ema;
import io.github.bellows.common.optim.Momentum;
import io.github.bellows.common.optim.Optimizer;
import io.github.bellows.common.optim.OptimizerSpec;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.worker.exchange.Frame;
import io.github.bellows.worker.group.BlockRange;
import io.github.bellows.worker.group.GroupShare;
import io.github.bellows.worker.group.MethodArrays;
import io.github.bellows.worker.step.Keeping;
import io.github.bellows.worker.step.Rounds;
import io.github.bellows.worker.step.TrainingMethod;
import io.github.bellows.worker.step.UpdateRule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two groups of two lanes each, on 3 blocks and a bit: Adam has 2 slots, the outer momentum 1. */
class StatePartsTest {
  private static final int LEARNED = 3 * 4096 + 5;
  private static final int LENGTH = LEARNED + 10;
  private static final int LANES = 4;
  private static final GroupShare FIRST = new GroupShare(0, 2, new BlockRange(0, 2));
  private static final GroupShare SECOND = new GroupShare(2, 4, new BlockRange(2, 4));

  private static UpdateRule rule(OptimizerSpec spec) {
    return new UpdateRule(Optimizer.of(spec, LEARNED), Clipping.NONE, List.of());
  }

  private static UpdateRule adam() {
    return rule(new Adam(new Constant(0.1), new Constant(0.9), 0.99, 1e-8, Regularization.NONE));
  }

  private static TrainingMethod gradients() {
    return new TrainingMethod(adam(), null, new Ema(0.9, 0, 1), false, Wire.FP32);
  }

  private static TrainingMethod parameters(Keeping keeping) {
    UpdateRule outer = rule(new Momentum(new Constant(1), new Constant(0.9), Regularization.NONE));
    Rounds rounds = new Rounds(0, List.of(new Rounds.Length(0, 4)));
    return new TrainingMethod(
        adam(), new TrainingMethod.Local(rounds, keeping, outer), null, false, Wire.FP32);
  }

  private static TrainingMethod rounded() {
    return new TrainingMethod(adam(), null, null, false, Wire.BF16);
  }

  private static MethodArrays arrays(TrainingMethod method, GroupShare share) {
    return MethodArrays.of(method, new float[LENGTH], LEARNED, share, LANES);
  }

  private static MethodArrays whole(TrainingMethod method) {
    return arrays(method, GroupShare.whole(LANES, LENGTH));
  }

  private static long needed(TrainingMethod method, GroupShare share) {
    MethodArrays own = MethodArrays.ofGroup(method, LENGTH, LEARNED, share, LANES);
    List<StateParts.Part> arriving = StateParts.arriving(own, new float[LENGTH]);
    return StateParts.elements(StateParts.needed(arriving, method, share));
  }

  @Test
  void aGroupNeedsAllParametersAndOfTheRestWhatItOwns() {
    // Two slots and the average of two blocks; then of what is left.
    assertThat(needed(gradients(), FIRST)).isEqualTo(LENGTH + 2 * 8192 + 8192);
    assertThat(needed(gradients(), SECOND))
        .isEqualTo(LENGTH + 2 * (LEARNED - 8192) + (LENGTH - 8192));
  }

  @Test
  void lanesBeginWithTheStateOfAll() {
    // Both slots whole, the outer slot of two blocks, and with keep two slots for each of two
    // lanes.
    assertThat(needed(parameters(Keeping.AVERAGE), FIRST)).isEqualTo(LENGTH + 2 * LEARNED + 8192);
    assertThat(needed(parameters(Keeping.KEEP), FIRST))
        .isEqualTo(LENGTH + 2 * LEARNED + 8192 + 2 * 2 * LEARNED);
  }

  @Test
  void whatGroupsOwnIsEverythingOnce() {
    for (TrainingMethod method : List.of(gradients(), parameters(Keeping.KEEP), rounded())) {
      long owned = 0;
      for (GroupShare share : List.of(FIRST, SECOND)) {
        MethodArrays own = MethodArrays.ofGroup(method, LENGTH, LEARNED, share, LANES);
        owned += StateParts.elements(StateParts.owned(own, share));
      }
      assertThat(owned).isEqualTo(StateParts.elements(StateParts.whole(whole(method))));
    }
  }

  /** The whole replica; of two blocks parameters and two slots; the residuals of two lanes. */
  @Test
  void groupsThatRoundComputeWithTheReplica() {
    assertThat(needed(rounded(), FIRST)).isEqualTo(LENGTH + 8192 + 2 * 8192 + 2 * LEARNED);
    assertThat(
            StateParts.elements(
                StateParts.needed(StateParts.whole(whole(rounded())), rounded(), FIRST)))
        .isEqualTo(needed(rounded(), FIRST));
    GroupShare driver = new GroupShare(LANES, LANES, BlockRange.all(LENGTH));
    assertThat(needed(rounded(), driver)).isEqualTo(LENGTH + LENGTH + 2 * LEARNED);
  }

  @Test
  void everyArrayHasANumberOfItsOwn() {
    for (TrainingMethod method : List.of(gradients(), parameters(Keeping.KEEP), rounded())) {
      List<StateParts.Part> parts = StateParts.whole(whole(method));
      assertThat(parts).extracting(StateParts.Part::array).doesNotHaveDuplicates();
      assertThat(parts).hasSameSizeAs(whole(method).byName().keySet());
    }
  }

  @Test
  void theDriverSendsALaneItsOwnState() {
    TrainingMethod method = parameters(Keeping.KEEP);
    long sent =
        StateParts.elements(StateParts.needed(StateParts.whole(whole(method)), method, SECOND));
    assertThat(sent).isEqualTo(needed(method, SECOND));
  }

  private static Frame frame(int array, int from, float... values) {
    ByteBuffer body =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    body.asFloatBuffer().put(values);
    return new Frame(0, Control.STATE.kind(), 1, array, from, body);
  }

  @Test
  void numbersArriveWhereTheyBelong() throws InterruptedException {
    MethodArrays arrays = whole(gradients());
    StateTransfer transfer = new StateTransfer(StateParts.whole(arrays), 3);
    transfer.received(frame(0, 7, 1f, 2f));
    transfer.received(frame(4, 5, 4f));
    transfer.await(Duration.ofSeconds(5), "a test");
    assertThat(arrays.parameters()[7]).isEqualTo(1f);
    assertThat(arrays.parameters()[8]).isEqualTo(2f);
    assertThat(arrays.slots()[1][5]).isEqualTo(4f);
  }

  @Test
  void whatIsForNoArrayIsRefused() {
    StateTransfer transfer = new StateTransfer(StateParts.whole(whole(gradients())), 3);
    assertThatThrownBy(() -> transfer.received(frame(40, 0, 1f)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> transfer.received(frame(0, LENGTH - 1, 1f, 2f)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void missingNumbersAreCounted() {
    StateTransfer transfer = new StateTransfer(StateParts.whole(whole(gradients())), 3);
    transfer.received(frame(0, 0, 1f));
    assertThatThrownBy(() -> transfer.await(Duration.ofMillis(20), "executor 3"))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_CAPACITY))
        .hasMessageStartingWith("state of the run: waited 0 s for 2 numbers from executor 3. ");
  }
}
