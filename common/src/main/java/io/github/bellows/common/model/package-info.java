/**
 * The network as a description: sealed {@link io.github.bellows.common.model.LayerSpec} records,
 * the shapes they infer, the layout of the flat parameter vector, and its initial values. No
 * arithmetic of training lives here and no engine: those translate what this package describes.
 * Imports the JDK, {@code common.error}, {@code common.random}, {@code common.initial} and {@code
 * common.loss} only.
 */
@NullMarked
package io.github.bellows.common.model;

import org.jspecify.annotations.NullMarked;
