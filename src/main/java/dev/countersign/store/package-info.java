/** What lasts, and what nodes tell each other: adapters of the ports of {@code repository}, a room for each server. */
@NullMarked
package dev.countersign.store;

import org.jspecify.annotations.NullMarked;
