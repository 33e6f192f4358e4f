/**
 * JSON as values: {@link dev.countersign.json.Json}, its one strict parser, its one way to be written, and the canonical
 * form that signatures are computed over. Also what everything else is made of: immutable {@link
 * dev.countersign.json.Bytes}, text that is safe to show, and the base of all refusals of what comes from outside. Pure
 * functions; this package sees no other.
 */
@NullMarked
package dev.countersign.json;

import org.jspecify.annotations.NullMarked;
