/** TODO. */
@NullMarked
package dev.countersign.http.management;

import org.jspecify.annotations.NullMarked;
