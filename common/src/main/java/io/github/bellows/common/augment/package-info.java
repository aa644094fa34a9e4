/**
 * Random changes of training samples, before they are learned from: crops, turns, noise, mixtures.
 * What becomes of a sample depends on (seed, epoch, sample) alone, so it is the same whoever reads
 * the sample. Imports the JDK and what samples are.
 */
@NullMarked
package io.github.bellows.common.augment;

import org.jspecify.annotations.NullMarked;
