/**
 * PostgreSQL, where everything accepted is kept, and Redis, through which nodes tell each other quickly what it holds.
 * Each class here is the adapter of one port of {@link dev.countersign.repository}, with the statements it runs.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.store;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
