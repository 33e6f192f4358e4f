/** Callers who hold the key of a client certificate: how its names are read, and compared with those of rules. */
@NullMarked
@CheckReturnValue
package dev.countersign.access.certificate;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
