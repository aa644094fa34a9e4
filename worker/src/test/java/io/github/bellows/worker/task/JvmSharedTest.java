package io.github.bellows.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JvmSharedTest {
  @Test
  void findsWhatIsPublishedUntilItIsRemoved() {
    Object shared = new ArrayList<String>();
    String key = JvmShared.publish(shared);
    String other = JvmShared.publish(shared);
    assertThat(other).isNotEqualTo(key);
    assertThat(JvmShared.find(key, ArrayList.class)).isSameAs(shared);
    JvmShared.remove(key);
    assertThat(JvmShared.find(key, ArrayList.class)).isNull();
    assertThat(JvmShared.find(other, ArrayList.class)).isSameAs(shared);
    JvmShared.remove(other);
    JvmShared.remove("never published");
  }

  @Test
  void keepsTheLatestThingsThatArrived() {
    AtomicInteger made = new AtomicInteger();
    for (String key : new String[] {"a", "b", "a", "c", "a"}) {
      // b is the one that was not used for longest when c comes
      Integer number = JvmShared.arrived(key, Integer.class, made::incrementAndGet);
      assertThat(number).as(key).isEqualTo(List.of("a", "b", "c").indexOf(key) + 1);
    }
    assertThat(JvmShared.arrived("b", Integer.class, made::incrementAndGet)).isEqualTo(4);
    assertThat(JvmShared.find("b", Integer.class)).as("published").isNull();
  }

  @Test
  void whatCannotBeMadeIsMadeAtTheNextCall() {
    assertThatThrownBy(
            () ->
                JvmShared.arrived(
                    "broken",
                    String.class,
                    () -> {
                      throw new IllegalStateException("connection lost");
                    }))
        .hasMessage("connection lost");
    assertThat(JvmShared.arrived("broken", String.class, () -> "whole")).isEqualTo("whole");
  }

  @Test
  void refusesAnObjectOfAnotherKind() {
    String key = JvmShared.publish("text");
    assertThatThrownBy(() -> JvmShared.find(key, Integer.class))
        .isInstanceOf(ClassCastException.class);
    JvmShared.remove(key);
  }
}
