/**
 * Metadata as bytes: Snapshot and Targets that are too large to be made of objects at every publication. They are read
 * in one pass, kept as the bytes they were signed as, and changed by merging.
 */
@NullMarked
package dev.countersign.tuf.document;

import org.jspecify.annotations.NullMarked;
