package io.github.bellows.common.data;

/**
 * One label of a sample.
 *
 * @param name the column it comes from
 * @param label what it holds
 */
public record LabelField(String name, Label label) {}
