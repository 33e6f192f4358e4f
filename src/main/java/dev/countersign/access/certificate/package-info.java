/** Callers who hold the key of a client certificate: which of its names are compared with which, and how. */
@NullMarked
@CheckReturnValue
package dev.countersign.access.certificate;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
