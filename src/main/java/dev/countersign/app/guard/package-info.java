/** The process {@code countersign guard}: its command line, its registries, its listeners and its metrics. */
@NullMarked
package dev.countersign.app.guard;

import org.jspecify.annotations.NullMarked;
