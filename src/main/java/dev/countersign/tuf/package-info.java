/**
 * TUF metadata as values: records, names, limits and the rules by which one version follows
 * another. Everything here is a pure function of its arguments; nothing reads a file, a clock or a network.
 */
@NullMarked
package dev.countersign.tuf;

import org.jspecify.annotations.NullMarked;
