/**
 * The names, words and bodies of RSTUF's HTTP interface, and what Countersign adds to them: seen by whoever answers
 * ({@code http}) and by whoever asks ({@code cli}, {@code ceremony}), and by nothing else. Constants and records; what is
 * decided is decided elsewhere.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.wire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
