package io.github.bellows.driver.dl4j.translation;

import org.jspecify.annotations.Nullable;

/**
 * Where a tensor of ours comes from.
 *
 * @param tensor its name in the flat vector, such as {@code dense1.weight}
 * @param node the node of theirs that has it
 * @param theirs how it is made; null for one that they lack, which is zeros and stays so
 */
record TensorPlace(String tensor, String node, @Nullable TheirTensors theirs) {}
