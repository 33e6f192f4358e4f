/**
 * What the build refuses: code in the wrong place, code in the wrong shape, and a jar that does not run.
 * The rules are those of the design; each test's name is the rule.
 */
@NullMarked
package dev.countersign.architecture;

import org.jspecify.annotations.NullMarked;
