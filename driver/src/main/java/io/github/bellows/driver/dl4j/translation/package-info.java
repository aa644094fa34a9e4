/**
 * Networks of Deeplearning4j become ours. {@link
 * io.github.bellows.driver.dl4j.translation.Translation} makes layers of ours of theirs, one row
 * for each class in {@link io.github.bellows.driver.dl4j.translation.LayerRows}; {@link
 * io.github.bellows.driver.dl4j.translation.NativeNetwork} keeps their classes where there is no
 * equal. Both make a {@link io.github.bellows.driver.dl4j.translation.Translated}, and {@link
 * io.github.bellows.driver.dl4j.translation.ParameterMap} says where each of its parameters lies in
 * theirs. Pure functions of descriptions: no files, no Spark.
 */
@NullMarked
package io.github.bellows.driver.dl4j.translation;

import org.jspecify.annotations.NullMarked;
