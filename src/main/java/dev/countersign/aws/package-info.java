/**
 * What callers of Amazon's services, and of those that speak the same protocol, need: signed requests, and credentials from
 * where that ecosystem keeps them. Reads no environment of its own and knows nothing of what is asked for.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.aws;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
