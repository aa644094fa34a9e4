/**
 * The errors a network can be trained to lower: one record each, without the code that computes
 * them, which is the engines'.
 *
 * <p>A step's loss is Σ w·error / Σ w over the samples of its lanes. With one output, w is the
 * sample's weight in the data times that of its class in {@link
 * io.github.bellows.common.loss.CrossEntropy}, so that class weights give PyTorch's weighted mean.
 * With several, each sample's error is Σ weight·error over the outputs, w is its weight in the data
 * alone, and class weights scale the error without being divided by: the outputs share one divisor.
 *
 * <p>Imports the JDK only.
 */
@NullMarked
package io.github.bellows.common.loss;

import org.jspecify.annotations.NullMarked;
