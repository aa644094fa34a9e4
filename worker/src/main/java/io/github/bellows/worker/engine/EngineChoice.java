package io.github.bellows.worker.engine;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engines there are, the preferred one first, and the choice between them.
 *
 * @param providers at least one, of different kinds
 */
public record EngineChoice(List<EngineProvider> providers) {
  /** The word for the first engine that this machine can run. */
  public static final String AUTO = "auto";

  private static final Logger LOG = LoggerFactory.getLogger(EngineChoice.class);

  /** Copies the list. */
  public EngineChoice {
    providers = List.copyOf(providers);
    if (providers.isEmpty()) {
      throw new IllegalArgumentException("providers = []: must hold at least one");
    }
  }

  /**
   * Returns the engine of a kind, loaded, or for {@link #AUTO} the first that loads. Says in the
   * log why if that is not the first of all.
   *
   * @param kind {@code cluster.engine}
   * @throws TrainingException if there is none of that kind, or this machine cannot run it
   */
  public EngineProvider of(String kind) {
    if (kind.equals(AUTO)) {
      return firstThatLoads();
    }
    for (EngineProvider provider : providers) {
      if (provider.kind().equals(kind)) {
        provider.describe();
        return provider;
      }
    }
    String known = providers.stream().map(EngineProvider::kind).collect(Collectors.joining(", "));
    throw TrainingException.of(
        ErrorCode.CONFIGURATION,
        "cluster.engine = " + kind,
        "must be one of " + AUTO + ", " + known,
        "Write " + AUTO);
  }

  private EngineProvider firstThatLoads() {
    TrainingException first = null;
    for (EngineProvider provider : providers) {
      try {
        String description = provider.describe();
        if (first != null) {
          LOG.warn(
              "cluster.engine = auto: computing with {} ({}), because {}",
              provider.kind(),
              description,
              first.getMessage());
        }
        return provider;
      } catch (TrainingException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    throw first == null ? new IllegalStateException("no providers") : first;
  }
}
