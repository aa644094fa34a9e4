package io.github.bellows.common.config;

/**
 * How features are scaled, in fp32, when a worker reads them: {@code (x − subtract) / divide}.
 *
 * @param subtract taken from every feature; 0 by default
 * @param divide divides every feature, not 0; 1 by default
 * @param standardize if true, each feature's mean and standard deviation over the training data
 *     take the place of the two numbers
 */
public record ScaleConfig(double subtract, double divide, boolean standardize) {}
