/**
 * PostgreSQL, where everything accepted is kept. Each class is the adapter of one port of
 * {@link dev.countersign.repository}, with the statements it runs, or part of the connection that all share.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.store.postgres;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
