/**
 * A training master in the place of Deeplearning4j's own: {@link
 * io.github.bellows.driver.dl4j.BellowsTrainingMaster} prepares the examples of an RDD, trains the
 * network as a run of ours and leaves parameters, updater and counts with it. What it is made of is
 * in the packages below: their networks, how those become ours, how they are trained. With them and
 * {@code worker.engine.dl4j}, the only place that imports {@code org.deeplearning4j} and {@code
 * org.nd4j}.
 */
@NullMarked
package io.github.bellows.driver.dl4j;

import org.jspecify.annotations.NullMarked;
