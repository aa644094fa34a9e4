/**
 * From a configuration to a finished run directory: prepares the data, builds network, coordinator
 * and gang, runs the loop, and writes model, summary and report. The one place where the rooms
 * meet; the command line, and whoever embeds Bellows, calls it.
 */
@NullMarked
package io.github.bellows.driver.run;

import org.jspecify.annotations.NullMarked;
