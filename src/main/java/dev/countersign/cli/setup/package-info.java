/**
 * {@code countersign guard setup} and {@code countersign guard check}: what tells package managers to ask a guard, and the
 * proof that they do.
 */
@NullMarked
package dev.countersign.cli.setup;

import org.jspecify.annotations.NullMarked;
