package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A file with slips of the pen either loads or is refused with a message; nothing else. */
class SlipsTest {
  private static final List<String> TOKENS =
      List.of(
          "null", "[]", "{}", "-1", "*x", "&x ", "5", "- ", ":", "\n", "  ", "relu", "{a: b}", "\"",
          "'", "#", "\t", "[", "}", "<<: ", "? ", "!!int ", "é", "\u0000", "same", "---\n", "1e400",
          "~", "|", ">");

  @Test
  void leadToAConfigurationOrToAMessage() {
    String file = Configs.shipped("quickstart.yaml");
    Random random = new Random(20261120);
    int loaded = 0;
    for (int i = 0; i < 3000; i++) {
      String text = slip(file, random);
      try {
        LoadedConfig config = Configs.loaded(text);
        LoadedConfig again =
            ConfigLoader.load("r.yaml", config.resolvedYaml(), Map.of(), List.of());
        assertThat(again.config()).as(text).isEqualTo(config.config());
        loaded++;
      } catch (TrainingException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION);
        assertThat(e).message().as(text).contains("conf/x.yaml");
      }
    }
    assertThat(loaded).isBetween(300, 2700);
  }

  private static String slip(String file, Random random) {
    StringBuilder text = new StringBuilder(file);
    for (int slips = 1 + random.nextInt(2); slips > 0; slips--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(12));
      String token = random.nextInt(4) == 0 ? "" : TOKENS.get(random.nextInt(TOKENS.size()));
      text.replace(at, random.nextBoolean() ? at : end, token);
    }
    return text.toString();
  }
}
