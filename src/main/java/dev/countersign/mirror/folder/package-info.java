/** Mirrors that are folders. */
@NullMarked
@CheckReturnValue
package dev.countersign.mirror.folder;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
