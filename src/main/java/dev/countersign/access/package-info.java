/**
 * Who may do what: credentials become a caller, and a caller is allowed something or not. Knows neither HTTP nor a
 * database, and nothing of what is done.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.access;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
