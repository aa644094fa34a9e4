package io.github.bellows.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineChoiceTest {
  private static final EngineProvider FIRST = new Scripted("torch", true);
  private static final EngineProvider SECOND = new Scripted("dl4j", true);
  private static final EngineProvider NOT_HERE = new Scripted("torch", false);

  /** An engine that loads or does not. */
  private record Scripted(String kind, boolean loads) implements EngineProvider {
    @Override
    public String describe() {
      if (!loads) {
        throw TrainingException.of(ErrorCode.INTERNAL, kind, "has no binary here", "Move on");
      }
      return kind + " 1.0";
    }

    @Override
    public GradientEngine open(Network network, FlatMemory parameters) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void autoIsTheFirstThatLoads() {
    assertThat(new EngineChoice(List.of(FIRST, SECOND)).of("auto")).isSameAs(FIRST);
    assertThat(new EngineChoice(List.of(NOT_HERE, SECOND)).of("auto")).isSameAs(SECOND);
  }

  @Test
  void aNamedEngineIsThatOrAnError() {
    EngineChoice both = new EngineChoice(List.of(FIRST, SECOND));
    assertThat(both.of("dl4j")).isSameAs(SECOND);
    assertThat(both.of("torch")).isSameAs(FIRST);
    assertThatThrownBy(() -> new EngineChoice(List.of(NOT_HERE, SECOND)).of("torch"))
        .isInstanceOf(TrainingException.class)
        .hasMessage("torch: has no binary here. Move on.");
    assertThatThrownBy(() -> both.of("theano"))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessage("cluster.engine = theano: must be one of auto, torch, dl4j. Write auto.");
  }

  @Test
  void whereNoneLoadsTheFirstOnesReasonIsTheError() {
    EngineChoice none = new EngineChoice(List.of(NOT_HERE, new Scripted("dl4j", false)));
    assertThatThrownBy(() -> none.of("auto"))
        .isInstanceOf(TrainingException.class)
        .hasMessage("torch: has no binary here. Move on.")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThatThrownBy(() -> new EngineChoice(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
