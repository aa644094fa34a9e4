package io.github.bellows.driver.prepare;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of all rows before one can be encoded.
 *
 * @param count number of rows
 * @param labels class names, sorted; empty if labels are numbers
 * @param labelWidth numbers in a label; 1 for classes
 * @param widths features of each column that is a number, an array or bytes
 * @param categories sorted categories of each categorical column
 * @param notClasses why the labels cannot be classes, as a whole message; null if they can
 */
record Survey(
    long count,
    List<String> labels,
    int labelWidth,
    Map<String, Integer> widths,
    Map<String, List<String>> categories,
    @Nullable String notClasses)
    implements Serializable {}
