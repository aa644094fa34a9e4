package io.github.bellows.common.model;

/** A layer that reads two or more others, named in its inputs. */
public sealed interface MergeLayer extends LayerSpec permits Add, Concat, Multiply {}
