/** Files that people and platforms give to a program: read whole, within a bound. This package sees no other. */
@NullMarked
package dev.countersign.files;

import org.jspecify.annotations.NullMarked;
