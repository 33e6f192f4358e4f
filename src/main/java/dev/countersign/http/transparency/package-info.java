/** The public log of a repository: its checkpoint, tiles and bundles of entries, as C2SP tlog-tiles has them. */
@NullMarked
@CheckReturnValue
package dev.countersign.http.transparency;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
