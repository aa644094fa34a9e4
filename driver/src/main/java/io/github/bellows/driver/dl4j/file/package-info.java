/**
 * Files of Deeplearning4j. {@link io.github.bellows.driver.dl4j.file.Imported} is the network of a
 * file as one of ours, {@link io.github.bellows.driver.dl4j.file.ImportText} the configuration that
 * goes on training it, {@link io.github.bellows.driver.dl4j.file.Dl4jNetworks} what {@code
 * model.dl4j} reads. Files of any kind of file system; no Spark.
 */
@NullMarked
package io.github.bellows.driver.dl4j.file;

import org.jspecify.annotations.NullMarked;
