/**
 * What key holders do together: what waits for signatures, its review against what is trusted, and {@code
 * countersign sign}.
 */
@NullMarked
package dev.countersign.cli.holder;

import org.jspecify.annotations.NullMarked;
