/**
 * The command line: one class per command, options, progress on the terminal, exit codes. The only
 * package that prints. It parses, calls {@code driver.run} and shows what came back.
 */
@NullMarked
package io.github.bellows.driver.cli;

import org.jspecify.annotations.NullMarked;
