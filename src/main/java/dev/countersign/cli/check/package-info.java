/** {@code countersign check}: lock files, compared with signed metadata. */
@NullMarked
package dev.countersign.cli.check;

import org.jspecify.annotations.NullMarked;
