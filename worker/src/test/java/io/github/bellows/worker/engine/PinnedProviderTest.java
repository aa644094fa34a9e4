package io.github.bellows.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.config.InstructionSet;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.worker.engine.torch.TorchProvider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PinnedProviderTest {
  private static final EngineProvider TORCH = new TorchProvider();
  private static final Processor OLD = new Processor("Old 1", Set.of("sse4_1", "avx2", "fma"));
  private static final Processor UNKNOWN = new Processor("", Set.of());

  @Test
  void readsWhatLinuxSaysOfTheFirstProcessor() {
    Processor processor =
        Processor.of(
            List.of(
                "processor\t: 0",
                "model name\t: Maker: Kind 7",
                "flags\t\t: fpu avx2 fma",
                "vmx flags\t: avx512f",
                "",
                "processor\t: 1",
                "model name\t: another"));
    assertThat(processor.name()).isEqualTo("Maker: Kind 7");
    assertThat(processor.flags()).containsExactlyInAnyOrder("fpu", "avx2", "fma");
    assertThat(processor.lacks(InstructionSet.AVX2.flags())).isEmpty();
    assertThat(processor.lacks(InstructionSet.AVX512.flags()))
        .containsExactly("avx512f", "avx512bw", "avx512dq", "avx512vl");
    assertThat(UNKNOWN.lacks(InstructionSet.AVX512.flags())).isEmpty();
  }

  @Test
  void autoHoldsNothing() {
    assertThat(PinnedProvider.of(TORCH, InstructionSet.AUTO)).isSameAs(TORCH);
    assertThat(InstructionSet.AUTO.environment()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"DEFAULT", "AVX2", "AVX512"})
  void everyVariableMatters(InstructionSet set) {
    PinnedProvider pinned = new PinnedProvider(TORCH, set);
    assertThatCode(() -> pinned.require(UNKNOWN, set.environment())).doesNotThrowAnyException();
    assertThat(set.environment()).hasSize(3);
    for (String name : set.environment().keySet()) {
      Map<String, String> without = new HashMap<>(set.environment());
      without.remove(name);
      assertThatThrownBy(() -> pinned.require(UNKNOWN, without))
          .isInstanceOfSatisfying(
              TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
          .hasMessageContaining("cluster.instructionSet = " + set.key())
          .hasMessageContaining(name + "=" + set.environment().get(name));
    }
  }

  @Test
  void whatTheProcessorLacksIsNeverTried() {
    InstructionSet wanted = InstructionSet.AVX512;
    assertThatThrownBy(() -> new PinnedProvider(TORCH, wanted).require(OLD, wanted.environment()))
        .hasMessageContaining("cluster.instructionSet = avx512: the processor of ")
        .hasMessageContaining("(Old 1) lacks avx512f, avx512bw, avx512dq, avx512vl");
  }

  @Test
  void torchSaysWhatItComputesWith() {
    String set = TORCH.instructionSet().orElseThrow();
    assertThat(set).isIn("default", "avx2", "avx512");
    assertThat(TORCH.describe()).contains(Processor.here().name());
    if (!set.equals("default")) {
      assertThat(TORCH.describe()).containsIgnoringCase(set + " instructions");
    }
  }
}
