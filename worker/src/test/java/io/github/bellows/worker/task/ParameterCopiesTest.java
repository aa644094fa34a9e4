package io.github.bellows.worker.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.worker.TestNetworks;
import org.junit.jupiter.api.Test;

class ParameterCopiesTest {
  private final ParameterCopies copies = new ParameterCopies();

  private static SentParameters sent(float... values) {
    return new SentParameters(values, null);
  }

  @Test
  void tasksThatReadTheSameParametersShareOneCopy() {
    try (SentParameters sent = sent(1, 2, 3);
        ParameterCopies.Lease one = copies.of(sent);
        ParameterCopies.Lease two = copies.of(sent)) {
      assertThat(one.memory()).isSameAs(two.memory());
      assertThat(TestNetworks.values(one.memory())).containsExactly(1, 2, 3);
    }
  }

  @Test
  void theMemoryIsUsedAgainOnceNobodyReadsIt() {
    try (SentParameters old = sent(1, 2, 3);
        SentParameters next = sent(4, 5, 6)) {
      ParameterCopies.Lease first = copies.of(old);
      first.close();
      first.close();
      try (ParameterCopies.Lease second = copies.of(next)) {
        assertThat(second.memory()).isSameAs(first.memory());
        assertThat(TestNetworks.values(second.memory())).containsExactly(4, 5, 6);
      }
    }
  }

  @Test
  void aTaskThatIsLateKeepsItsValues() {
    try (SentParameters old = sent(1, 2, 3);
        SentParameters next = sent(4, 5, 6);
        SentParameters longer = sent(7, 8, 9, 10);
        ParameterCopies.Lease late = copies.of(old)) {
      ParameterCopies.Lease closed = copies.of(old);
      closed.close();
      closed.close();
      try (ParameterCopies.Lease second = copies.of(next)) {
        assertThat(TestNetworks.values(late.memory())).containsExactly(1, 2, 3);
        assertThat(TestNetworks.values(second.memory())).containsExactly(4, 5, 6);
      }
      try (ParameterCopies.Lease third = copies.of(longer)) {
        assertThat(TestNetworks.values(third.memory())).containsExactly(7, 8, 9, 10);
      }
    }
  }
}
