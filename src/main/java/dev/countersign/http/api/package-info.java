/** TODO. */
@NullMarked
package dev.countersign.http.api;

import org.jspecify.annotations.NullMarked;
