/** TODO. */
@NullMarked
package dev.countersign.store.postgres;

import org.jspecify.annotations.NullMarked;
