/** TODO. */
@NullMarked
package dev.countersign.http.front;

import org.jspecify.annotations.NullMarked;
