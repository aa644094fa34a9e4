/**
 * What a run leaves behind, on any Hadoop file system: checkpoints, model directories and weights
 * in the safetensors format. Every directory ends with a manifest of lengths and sha256, so that a
 * missing, short or damaged file is named before a byte of it is used. Imports Hadoop's file system
 * API through {@code common.storage}, Jackson, and the parameter layout of {@code common.model}.
 */
@NullMarked
package io.github.bellows.common.checkpoint;

import org.jspecify.annotations.NullMarked;
