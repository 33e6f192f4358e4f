/**
 * What lock files pin: packages of registries with their hashes, and what is in them that no registry vouches for. Reads
 * text only; where a target is follows from the rules of each ecosystem.
 */
@NullMarked
package dev.countersign.packages.lock;

import org.jspecify.annotations.NullMarked;
