/**
 * The rules of the house, kept by tests: who may import whom, what no name may be called, how long
 * a file may grow. The classes beneath {@code fixture} break one rule each, to prove that the rules
 * bite.
 */
@NullMarked
package io.github.bellows.driver.architecture;

import org.jspecify.annotations.NullMarked;
