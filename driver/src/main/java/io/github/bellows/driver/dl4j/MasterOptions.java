package io.github.bellows.driver.dl4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * What a training master was asked for. Immutable. The defaults are what Deeplearning4j's own
 * parameter averaging has, as far as it means the same.
 */
final class MasterOptions {
  /** Lanes of a step, each of which computes one batch; 0 for Spark's default parallelism. */
  static final Option<Integer> WORKERS = new Option<>("workers", Integer.class, 0);

  /** Examples in a lane's batch. */
  static final Option<Integer> BATCH = new Option<>("batchSizePerWorker", Integer.class, 16);

  /** Updates of a lane between two averagings; 1 averages gradients. */
  static final Option<Integer> FREQUENCY = new Option<>("averagingFrequency", Integer.class, 5);

  /** Batches that are read ahead. */
  static final Option<Integer> PREFETCH =
      new Option<>("workerPrefetchNumBatches", Integer.class, 8);

  /** Whether the updater's state is averaged and kept; else it begins anew. */
  static final Option<Boolean> SAVE_UPDATER = new Option<>("saveUpdater", Boolean.class, true);

  /** Seed of the order of examples and of dropout. */
  static final Option<Long> SEED = new Option<>("rngSeed", Long.class, 0L);

  /** Where prepared data and runs go, and stay; empty for a temporary one. */
  static final Option<String> DIRECTORY = new Option<>("exportDirectory", String.class, "");

  /** {@code auto}, {@code torch} or {@code dl4j}. */
  static final Option<String> ENGINE = new Option<>("engine", String.class, "auto");

  /** What {@link #ENGINE} may be. */
  static final Set<String> ENGINES = Set.of("auto", "torch", "dl4j");

  /** Whether each epoch has an order of its own. */
  static final Option<Boolean> SHUFFLE = new Option<>("shuffle", Boolean.class, true);

  /** No option is set. */
  static final MasterOptions DEFAULT = new MasterOptions(Map.of());

  private static final List<Option<?>> ALL =
      List.of(WORKERS, BATCH, FREQUENCY, PREFETCH, SAVE_UPDATER, SEED, DIRECTORY, ENGINE, SHUFFLE);

  private final Map<Option<?>, Object> set;

  private MasterOptions(Map<Option<?>, Object> set) {
    this.set = Map.copyOf(set);
  }

  /**
   * An option.
   *
   * @param name of the builder's method that sets it
   * @param standard what it is if it is not set
   */
  record Option<T>(String name, Class<T> type, T standard) {}

  /** Returns what an option is. */
  <T> T get(Option<T> option) {
    return option.type().cast(set.getOrDefault(option, option.standard()));
  }

  /** Returns the same options but for one. */
  <T> MasterOptions with(Option<T> option, T value) {
    Map<Option<?>, Object> more = new LinkedHashMap<>(set);
    more.put(option, value);
    return new MasterOptions(more);
  }

  /** Returns all options by their names as a text; without the directory if it is temporary. */
  String written(ObjectMapper format) {
    Map<String, Object> named = new LinkedHashMap<>();
    ALL.forEach(option -> named.put(option.name(), get(option)));
    named.remove(DIRECTORY.name(), DIRECTORY.standard());
    try {
      return format.writeValueAsString(named);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("options must be writable", e);
    }
  }
}
