/** Public keys, their signatures, and how many of them a role needs. */
@NullMarked
package dev.countersign.tuf.key;

import org.jspecify.annotations.NullMarked;
