/**
 * The way over from Deeplearning4j: its networks become ours and ours its, and {@link
 * io.github.bellows.driver.dl4j.BellowsTrainingMaster} stands in for its training masters. A layer
 * of theirs is one row in {@link io.github.bellows.driver.dl4j.LayerRows}, which says what becomes
 * of it and where its parameters go. Besides {@code worker.engine.dl4j}, the only package that
 * imports {@code org.deeplearning4j} and {@code org.nd4j}.
 */
@NullMarked
package io.github.bellows.driver.dl4j;

import org.jspecify.annotations.NullMarked;
