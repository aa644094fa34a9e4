package io.github.bellows.worker.engine.dl4j;

import java.util.List;
import java.util.Optional;

/**
 * A layer that Deeplearning4j has no words for, whatever its options.
 *
 * @param reason why
 */
record Dl4jRefused(String reason) implements Dl4jLayer {
  @Override
  public Optional<String> refusal() {
    return Optional.of(reason);
  }

  @Override
  public String addTo(Dl4jPlan plan, List<String> inputs) {
    throw new IllegalStateException("refused: " + reason);
  }
}
