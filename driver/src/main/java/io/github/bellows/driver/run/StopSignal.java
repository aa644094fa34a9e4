package io.github.bellows.driver.run;

import java.util.ArrayList;
import java.util.List;

/**
 * A request to stop that reaches whatever is under way: before training it cancels Spark's jobs, in
 * training it ends the segment after the present step. Thread-safe.
 */
public final class StopSignal {
  private final List<Runnable> actions = new ArrayList<>();
  private boolean requested;

  /** Asks everything under way, now and later, to stop. */
  public void request() {
    List<Runnable> now;
    synchronized (this) {
      requested = true;
      now = List.copyOf(actions);
    }
    now.forEach(Runnable::run);
  }

  /** Returns whether a stop was requested. */
  public synchronized boolean requested() {
    return requested;
  }

  /** Makes {@code action} what a request does from now on; done at once if there was one. */
  public void onRequest(Runnable action) {
    boolean now;
    synchronized (this) {
      actions.clear();
      actions.add(action);
      now = requested;
    }
    if (now) {
      action.run();
    }
  }
}
