package io.github.bellows.common.model;

/** What a layer does with sequences [steps, …] whose samples end before the last step. */
public enum StepMask {
  /** Computes each step by itself: what lies behind the end stays behind the end. */
  KEEPS,
  /** Reads as many steps as each sample has, and makes an output without steps. */
  ENDS,
  /** Would mix padding into results, so it must not get such sequences. */
  MIXES
}
