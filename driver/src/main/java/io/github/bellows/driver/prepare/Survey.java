package io.github.bellows.driver.prepare;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of all rows before one can be encoded.
 *
 * @param count number of rows
 * @param classes class names of each label that holds classes, sorted
 * @param widths how many numbers each column holds that is a number, an array or bytes
 * @param categories sorted texts of each column of categories
 * @param words words of each column of text, the most frequent first
 * @param notClasses why the labels cannot be classes, as a whole message; null if they can
 */
record Survey(
    long count,
    Map<String, List<String>> classes,
    Map<String, Integer> widths,
    Map<String, List<String>> categories,
    Map<String, List<String>> words,
    @Nullable String notClasses)
    implements Serializable {}
