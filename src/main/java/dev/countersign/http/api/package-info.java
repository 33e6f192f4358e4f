/**
 * RSTUF's {@code /api/v1}: one resource for each part of it. Requests become records of {@code repository} here, and
 * records become answers; what may be done is decided elsewhere.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.http.api;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
