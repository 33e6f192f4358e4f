/** Tests of keys and signatures. */
@NullMarked
package dev.countersign.tuf.key;

import org.jspecify.annotations.NullMarked;
