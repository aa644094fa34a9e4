package io.github.bellows.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class FlatMemoryTest {
  @Test
  void copiesRangesInAndOut() {
    FlatMemory memory = new FlatMemory(6);
    memory.put(2, new float[] {9, 1, 2, 3, 9}, 1, 3);
    float[] target = {7, 7, 7, 7};
    memory.get(1, target, 1, 3);
    assertThat(target).containsExactly(7, 0, 1, 2);
    memory.clear();
    memory.get(2, target, 0, 4);
    assertThat(target).containsOnly(0);
    assertThat(memory.length()).isEqualTo(6);
  }

  @Test
  void theViewIsTheMemoryItself() {
    FlatMemory memory = new FlatMemory(3);
    memory.put(0, new float[] {1, 2, 3}, 0, 3);
    assertThat(memory.view().isDirect()).isTrue();
    assertThat(memory.view().order()).isEqualTo(ByteOrder.nativeOrder());
    memory.view().position(1).put(8);
    float[] values = new float[3];
    memory.get(0, values, 0, 3);
    assertThat(values).containsExactly(1, 8, 3);
    assertThat(memory.view().position()).isZero();
  }

  @Test
  void refusesRangesOutsideIt() {
    FlatMemory memory = new FlatMemory(3);
    assertThatThrownBy(() -> memory.put(2, new float[2], 0, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> memory.get(-1, new float[2], 0, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new FlatMemory(1 << 29)).isInstanceOf(ArithmeticException.class);
  }
}
