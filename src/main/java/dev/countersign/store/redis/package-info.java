/**
 * Redis, through which several nodes tell each other quickly what PostgreSQL holds. It is never believed for longer
 * than a lease from there.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.store.redis;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
