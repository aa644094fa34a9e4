package io.github.bellows.common.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The instructions that libtorch and the libraries beneath it compute with: other ones give other
 * bits. They read environment variables when they are loaded, so a JVM has to be started with them.
 */
public enum InstructionSet {
  /** What each library finds on each machine. */
  AUTO(List.of(), Map.of()),
  /** What every x86-64 of the last fifteen years has. */
  DEFAULT(List.of(), environment("default", "SSE41", "Nehalem")),
  /** AVX2. */
  AVX2(List.of("avx2", "fma"), environment("avx2", "AVX2", "Haswell")),
  /** AVX-512. */
  AVX512(
      List.of("avx512f", "avx512bw", "avx512dq", "avx512vl"),
      environment("avx512", "AVX512_CORE", "SkylakeX"));

  private final List<String> flags;
  private final Map<String, String> environment;

  InstructionSet(List<String> flags, Map<String, String> environment) {
    this.flags = flags;
    this.environment = environment;
  }

  private static Map<String, String> environment(String aten, String onednn, String openblas) {
    return new TreeMap<>(
        Map.of(
            "ATEN_CPU_CAPABILITY", aten,
            "ONEDNN_MAX_CPU_ISA", onednn,
            "OPENBLAS_CORETYPE", openblas));
  }

  /** Returns the word for it in a configuration. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns what a processor must have, as Linux calls it. */
  public List<String> flags() {
    return flags;
  }

  /** Returns the variables that a JVM must be started with, none for {@link #AUTO}. */
  public Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  /** Returns the variables as a shell sets them, each behind a prefix. */
  public String assignments(String prefix) {
    return environment.entrySet().stream()
        .map(entry -> prefix + entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(" "));
  }
}
