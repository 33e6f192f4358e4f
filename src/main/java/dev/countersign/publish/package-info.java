/**
 * How accepted changes become signed, committed and published metadata: intake, batches, the publication algorithm, and
 * the schedule that keeps online roles fresh. Straight-line code on one thread; everything outside is a port.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.publish;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
