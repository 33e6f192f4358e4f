/** The entry of the jar: {@code countersign} and its subcommands. */
@NullMarked
package dev.countersign.app;

import org.jspecify.annotations.NullMarked;
