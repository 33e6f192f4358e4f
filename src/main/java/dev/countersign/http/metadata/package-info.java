/** TODO. */
@NullMarked
package dev.countersign.http.metadata;

import org.jspecify.annotations.NullMarked;
