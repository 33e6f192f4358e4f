/**
 * {@code countersign delegation}: delegated roles and who signs them.
 */
@NullMarked
package dev.countersign.cli.delegation;

import org.jspecify.annotations.NullMarked;
