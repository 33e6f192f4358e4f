/**
 * Copies what repositories publish to places that other servers serve it from. A mirror always shows one whole publication:
 * what points is written after what it points to, the timestamp last and only over an older one. Nobody ever waits for a
 * mirror.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.mirror;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
