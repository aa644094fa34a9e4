/**
 * Numbers that change as training goes on, such as a learning rate: sealed {@link
 * io.github.bellows.common.schedule.Schedule} records, each a pure function of the step. Warm-up is
 * joining two of them. Imports the JDK only.
 */
@NullMarked
package io.github.bellows.common.schedule;

import org.jspecify.annotations.NullMarked;
