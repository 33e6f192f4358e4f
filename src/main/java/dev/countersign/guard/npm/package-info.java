/** An npm registry, for npm, pnpm and others. */
@NullMarked
package dev.countersign.guard.npm;

import org.jspecify.annotations.NullMarked;
