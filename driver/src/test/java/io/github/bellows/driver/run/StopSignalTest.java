package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopSignalTest {
  private final List<String> done = new ArrayList<>();
  private final StopSignal stop = new StopSignal();

  @Test
  void nothingHappensUntilItIsRequested() {
    stop.onRequest(() -> done.add("first"));
    assertThat(stop.requested()).isFalse();
    assertThat(done).isEmpty();
    stop.request();
    assertThat(stop.requested()).isTrue();
    assertThat(done).containsExactly("first");
  }

  @Test
  void onlyTheNewestActionIsDone() {
    stop.onRequest(() -> done.add("first"));
    stop.onRequest(() -> done.add("second"));
    stop.request();
    assertThat(done).containsExactly("second");
  }

  @Test
  void aRequestReachesWhatStartsLater() {
    stop.request();
    stop.onRequest(() -> done.add("first"));
    assertThat(done).containsExactly("first");
    stop.onRequest(() -> done.add("second"));
    assertThat(done).containsExactly("first", "second");
  }

  @Test
  void mayBeAskedAgain() {
    stop.onRequest(() -> done.add("again"));
    stop.request();
    stop.request();
    assertThat(done).containsExactly("again", "again");
  }

  @Test
  void anActionMayLookAtTheSignal() {
    stop.onRequest(() -> done.add("requested " + stop.requested()));
    stop.request();
    assertThat(done).containsExactly("requested true");
  }
}
