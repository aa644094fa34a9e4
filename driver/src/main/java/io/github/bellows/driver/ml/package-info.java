/**
 * Bellows as stages of Spark ML: estimators that train a network on a {@code Dataset}, and models
 * that add its predictions to one, for {@code Pipeline}, {@code CrossValidator} and whatever else
 * takes stages. Imports Spark, Hadoop's paths, {@code common}, {@code worker.task}, {@code
 * driver.prepare} and {@code driver.run}.
 */
@NullMarked
package io.github.bellows.driver.ml;

import org.jspecify.annotations.NullMarked;
