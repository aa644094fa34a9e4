/**
 * How good a network is, as sums that workers collect apart and merge: {@link
 * io.github.bellows.common.metric.EvaluationSums} become an {@link
 * io.github.bellows.common.metric.Evaluation} with one division at the end. {@link
 * io.github.bellows.common.metric.Measure} says which, by the loss and the label. Imports the JDK
 * only.
 */
@NullMarked
package io.github.bellows.common.metric;

import org.jspecify.annotations.NullMarked;
