/** Has witnesses sign the checkpoints of public logs (C2SP tlog-witness). Nobody ever waits for a witness. */
@NullMarked
@CheckReturnValue
package dev.countersign.witness;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
