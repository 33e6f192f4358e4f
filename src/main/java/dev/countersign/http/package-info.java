/**
 * The wire: RSTUF's {@code /api/v1}, the serving of metadata files, and the pages about both. Requests become records
 * of {@code repository} here and records become answers; what may be done is decided elsewhere.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
