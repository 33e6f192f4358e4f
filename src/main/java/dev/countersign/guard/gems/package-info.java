/** Servers of gems: the compact index, and the older lists. */
@NullMarked
package dev.countersign.guard.gems;

import org.jspecify.annotations.NullMarked;
