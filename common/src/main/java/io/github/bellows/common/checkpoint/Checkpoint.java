package io.github.bellows.common.checkpoint;

/**
 * A run at one step: resuming from it gives the same bits as never having stopped. Holds its arrays
 * without copying them; two checkpoints are equal only if they share them.
 *
 * @param state step, identity, best validation
 * @param parameters the flat parameter vector, fp32
 * @param slots the optimizer's arrays in the optimizer's order; none for plain descent
 */
@SuppressWarnings("ArrayRecordComponent")
public record Checkpoint(RunState state, float[] parameters, float[][] slots) {}
