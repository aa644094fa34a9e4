package io.github.bellows.common.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class FirstCauseTest {
  @Test
  void theBottomSaysWhy() {
    Exception bottom = new IOException("no such file\n  at line 3");
    Exception middle = new IllegalStateException("cannot be read", bottom);
    assertThat(FirstCause.line(new IllegalArgumentException("cannot start", middle)))
        .isEqualTo("no such file");
    assertThat(FirstCause.line(new IllegalArgumentException("cannot start")))
        .isEqualTo("cannot start");
  }

  @Test
  void oneThatSaysNothing() {
    assertThat(FirstCause.line(new IllegalStateException())).isEqualTo("null");
    assertThat(FirstCause.line(new IllegalStateException(""))).isEmpty();
  }
}
