/**
 * Who may do what: a credential becomes a caller, and a caller holds grants. Knows nothing of HTTP, of a database, or of
 * the operations.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.access;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
