package io.github.bellows.common.model;

/**
 * One learned tensor of a layer.
 *
 * @param suffix PyTorch's name for it within the layer, such as {@code weight}
 * @param shape its sizes in PyTorch's order, such as {@code [out, in, kernel, kernel]}
 * @param initializer the rule for its first values
 * @param fanIn inputs that feed one output
 * @param fanOut outputs fed by one input
 */
public record ParameterSpec(
    String suffix, Shape shape, Initializer initializer, long fanIn, long fanOut) {}
