/**
 * What one repository needs at run time, put together once and on first use, and which of them are awake: leading for
 * all of them, following what other nodes publish, and what is kept in memory. No HTTP, no database of its own.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.node;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
