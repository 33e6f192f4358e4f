/** Registries of crates with a sparse index. */
@NullMarked
package dev.countersign.guard.cargo;

import org.jspecify.annotations.NullMarked;
