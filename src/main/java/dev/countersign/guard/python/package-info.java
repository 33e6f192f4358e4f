/** The simple index of Python packages, for pip, uv and others. */
@NullMarked
package dev.countersign.guard.python;

import org.jspecify.annotations.NullMarked;
