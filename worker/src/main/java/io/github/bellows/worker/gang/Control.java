package io.github.bellows.worker.gang;

import io.github.bellows.worker.group.Message;

/** Kinds of frames and calls besides the {@linkplain Message messages} of a round. */
public enum Control {
  /** A task to the driver, a call: it is here. */
  JOIN,
  /** The driver to a group, a call: what it does in the segment. */
  ASSIGN,
  /** Numbers of an array, in either direction. */
  STATE,
  /** The driver to a group, a call that is answered once all its numbers are there. */
  AWAIT_STATE,
  /** The driver to a group, a call: all groups are ready. */
  GO,
  /** The driver to a group: end the segment after the round under way. */
  STOP,
  /** The first group to the driver: a completed step. */
  REPORT,
  /** A group to the driver, a call: the segment is over here, and its numbers are sent. */
  DONE,
  /** In either direction: something failed, and the segment is over. */
  FAILED,
  /** The driver to a JVM, a call: the run is over. */
  BYE;

  private static final int FIRST = 100;

  /** Returns the kind of frames and calls. */
  public int kind() {
    return FIRST + ordinal();
  }

  /** Returns whether a kind is a message of a round. */
  static boolean isMessage(int kind) {
    return kind >= 0 && kind < Message.Kind.values().length;
  }

  /** Returns what a kind means. */
  public static Control of(int kind) {
    return values()[kind - FIRST];
  }
}
