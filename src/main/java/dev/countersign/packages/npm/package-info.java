/** The documents of an npm registry. */
@NullMarked
package dev.countersign.packages.npm;

import org.jspecify.annotations.NullMarked;
