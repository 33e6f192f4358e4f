/** Tests of what key holders decide and see. */
@NullMarked
package dev.countersign.ceremony;

import org.jspecify.annotations.NullMarked;
