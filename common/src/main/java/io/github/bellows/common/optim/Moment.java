package io.github.bellows.common.optim;

/**
 * When an update happens, and how fast.
 *
 * @param step steps before it: what schedules count
 * @param updates updates of this optimizer before it: what bias corrections count; other than
 *     {@code step} where an optimizer is not applied at every step
 * @param rate the learning rate for the tensor, factors of all kinds included
 * @param weightDecay decoupled weight decay for the tensor, 0 for none
 */
public record Moment(long step, long updates, double rate, double weightDecay) {
  /** Returns this moment with another learning rate. */
  Moment withRate(double otherRate) {
    return new Moment(step, updates, otherRate, weightDecay);
  }

  /** Takes {@code rate · weightDecay · p} from the parameters [from, to), in place. */
  void decay(float[] parameters, int from, int to) {
    if (weightDecay != 0) {
      float kept = (float) (1 - rate * weightDecay);
      for (int i = from; i < to; i++) {
        parameters[i] *= kept;
      }
    }
  }
}
