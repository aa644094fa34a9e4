/**
 * The engine on Deeplearning4j: every network becomes a {@code ComputationGraph} on ND4J, its
 * parameters copied in and its gradients copied out at every call. Losses are computed here and
 * enter the graph as errors from outside, so that sums, weights and dropout masks are ours. A new
 * layer is one class here and one row in {@link io.github.bellows.worker.engine.dl4j.Dl4jLayers}.
 * The only package that imports {@code org.deeplearning4j} and {@code org.nd4j}.
 */
@NullMarked
package io.github.bellows.worker.engine.dl4j;

import org.jspecify.annotations.NullMarked;
