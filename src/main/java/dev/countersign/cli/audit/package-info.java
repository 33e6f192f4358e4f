/** {@code countersign audit}: who did what, and whether the public log agrees that it is all and unaltered. */
@NullMarked
@CheckReturnValue
package dev.countersign.cli.audit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
