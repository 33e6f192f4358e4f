/**
 * What package managers and their registries agree on, as rules without I/O: where each ecosystem's files stand among the
 * targets, what an index says of a project, and the signed list of a project's files. Each room below reads the index of
 * one ecosystem.
 */
@NullMarked
package dev.countersign.packages;

import org.jspecify.annotations.NullMarked;
