package io.github.bellows.worker.group;

import io.github.bellows.worker.step.UpdateRule;

/**
 * What a group needs for rounds in which each lane takes steps by itself.
 *
 * @param outer the parameters, updated by the outer optimizer along the pseudo-gradient
 * @param rule how a lane updates its own parameters
 * @param slots the local optimizers' state
 */
public record LocalRounds(ParameterSlice outer, UpdateRule rule, LocalSlots slots) {}
