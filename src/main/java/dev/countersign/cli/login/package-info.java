/** {@code countersign login}, {@code logout} and {@code whoami}: the tokens a user has, and what they allow. */
@NullMarked
@CheckReturnValue
package dev.countersign.cli.login;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
