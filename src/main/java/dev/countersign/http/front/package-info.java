/** Where a request goes: to which repository, and there to its API or its metadata. */
@NullMarked
@CheckReturnValue
package dev.countersign.http.front;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
