package io.github.bellows.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
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
  void refusesAnObjectOfAnotherKind() {
    String key = JvmShared.publish("text");
    assertThatThrownBy(() -> JvmShared.find(key, Integer.class))
        .isInstanceOf(ClassCastException.class);
    JvmShared.remove(key);
  }
}
