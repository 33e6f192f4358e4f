/** {@code countersign repository}: the repositories of one service. */
@NullMarked
@CheckReturnValue
package dev.countersign.cli.repository;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
