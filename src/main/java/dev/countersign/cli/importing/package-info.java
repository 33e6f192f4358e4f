/**
 * {@code countersign import}: many artifacts from a file, sent in batches, resumed after an interruption.
 */
@NullMarked
package dev.countersign.cli.importing;

import org.jspecify.annotations.NullMarked;
