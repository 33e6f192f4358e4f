/**
 * HTTP as this service speaks it, strict about what comes in and plain about what is wrong: servers, limits, reading of
 * bodies, refusals, and how an operation is answered. What is asked for and answered is in the rooms below.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
