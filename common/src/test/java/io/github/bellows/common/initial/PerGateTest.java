package io.github.bellows.common.initial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.random.SeededRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PerGateTest {
  /** The bias of an LSTM whose forget gate, the second of four, starts open. */
  @Test
  void eachGateHasItsRows() {
    Zeros zeros = new Zeros();
    PerGate bias = new PerGate(List.of(zeros, new Constant(1), zeros, zeros));
    float[] values = new float[13];
    bias.fill(values, new Block(1, 12, 1, 5, 3), SeededRandom.of(1));
    assertThat(values).containsExactly(0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0);
  }

  /** One draw after another: gate g's rows are what the rule makes when g blocks went before. */
  @Test
  void gatesDrawOneAfterAnotherFromOneGenerator() {
    float[] values = new float[3 * 4 * 4];
    PerGate.same(3, new Orthogonal(1)).fill(values, new Block(0, 12, 4, 4, 4), SeededRandom.of(8));
    SeededRandom random = SeededRandom.of(8);
    for (int gate = 0; gate < 3; gate++) {
      float[] alone = new float[16];
      new Orthogonal(1).fill(alone, new Block(0, 4, 4, 4, 4), random);
      assertThat(Arrays.copyOfRange(values, 16 * gate, 16 * gate + 16)).isEqualTo(alone);
    }
    assertThat(Arrays.copyOf(values, 16)).isNotEqualTo(Arrays.copyOfRange(values, 16, 32));
  }

  @Test
  void gatesKeepTheFansOfTheWhole() {
    Block gate = new Block(10, 8, 3, 3, 2).rows(4, 2);
    assertThat(gate).isEqualTo(new Block(22, 2, 3, 3, 2));
    assertThat(gate.end()).isEqualTo(28);
  }

  @Test
  void refusesRowsThatItsGatesDoNotDivide() {
    PerGate rule = PerGate.same(4, new Zeros());
    Block block = new Block(0, 6, 2, 2, 2);
    float[] values = new float[12];
    assertThatThrownBy(() -> rule.fill(values, block, SeededRandom.of(1)))
        .hasMessage("rows = 6: must be a multiple of the 4 gates");
    assertThatThrownBy(() -> new PerGate(List.of())).hasMessage("gates = []: must be at least one");
  }
}
