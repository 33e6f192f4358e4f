/** Files of any web server. */
@NullMarked
package dev.countersign.guard.files;

import org.jspecify.annotations.NullMarked;
