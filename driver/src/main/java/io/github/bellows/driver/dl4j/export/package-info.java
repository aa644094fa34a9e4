/**
 * Networks of ours become Deeplearning4j's. {@link io.github.bellows.driver.dl4j.export.Exported}
 * is the only way in; a layer of ours is one row in {@link
 * io.github.bellows.driver.dl4j.export.ExportRows}. Knows neither files nor Spark nor the way back.
 */
@NullMarked
package io.github.bellows.driver.dl4j.export;

import org.jspecify.annotations.NullMarked;
