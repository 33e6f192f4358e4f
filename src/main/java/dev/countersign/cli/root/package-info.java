/**
 * {@code countersign ceremony} and {@code countersign root}: how the first root and each following one are made.
 */
@NullMarked
package dev.countersign.cli.root;

import org.jspecify.annotations.NullMarked;
