/** {@code countersign mirror}: folders and buckets that metadata is copied to. */
@NullMarked
@CheckReturnValue
package dev.countersign.cli.mirror;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
