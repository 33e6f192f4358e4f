/** TODO. */
@NullMarked
package dev.countersign.store.redis;

import org.jspecify.annotations.NullMarked;
