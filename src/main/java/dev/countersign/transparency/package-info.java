/**
 * The rules of a public log: the Merkle tree of RFC 6962, its tiles and bundles of entries (C2SP tlog-tiles), signed
 * notes, checkpoints and cosignatures (C2SP signed-note, tlog-checkpoint, tlog-cosignature), and what an entry says. No
 * I/O, no clock.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.transparency;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
