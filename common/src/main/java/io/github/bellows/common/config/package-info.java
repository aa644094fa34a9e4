/**
 * YAML, {@code --set} and {@code --conf spark.bellows.*} to validated records: the origin of each
 * value is kept, all errors are reported at once, and an unknown key names the nearest known one.
 * Imports Jackson, and the specs of {@code common} that a configuration describes.
 */
@NullMarked
package io.github.bellows.common.config;

import org.jspecify.annotations.NullMarked;
