/**
 * {@code countersign artifact}: adding and removing single artifacts, and the lists of names they are read from.
 */
@NullMarked
package dev.countersign.cli.artifact;

import org.jspecify.annotations.NullMarked;
