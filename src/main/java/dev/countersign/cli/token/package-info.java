/** {@code countersign token}: makes, lists and revokes tokens, over the API of a service or on its database. */
@NullMarked
@CheckReturnValue
package dev.countersign.cli.token;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
