/**
 * The repository's state, what may be done to it, and the ports it needs. Rules here are pure: they take a state, a
 * {@link dev.countersign.repository.Change} and an instant, and return what must be written; adapters do the writing.
 *
 * <p>The ports are {@link Journal}, {@link Publications}, {@link MetadataFiles}, {@link Tasks}, {@link Leadership}, {@link
 * CurrentPublication} and {@link Submissions}. What any of their methods returns may fail with {@link Unavailable}, and
 * otherwise only with what the method names.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.repository;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
