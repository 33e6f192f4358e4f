/**
 * What key holders do together: their session with a service, signing, what they trust, and decisions in files.
 */
@NullMarked
package dev.countersign.cli.holder;

import org.jspecify.annotations.NullMarked;
