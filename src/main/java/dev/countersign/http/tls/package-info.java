/** TLS of a listener: certificates and keys in PEM files, and listeners that follow when those files change. */
@NullMarked
@CheckReturnValue
package dev.countersign.http.tls;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
