/**
 * The repository's state, what may be done to it, and the ports it needs. Rules here are pure: they take a state, a
 * {@link dev.countersign.repository.Change} and an instant, and return what must be written; adapters do the writing.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.repository;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
