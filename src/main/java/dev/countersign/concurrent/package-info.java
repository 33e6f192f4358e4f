/**
 * What many callers of one thing share, whatever the thing is: one question for all of them, pauses between attempts, and
 * exchanges over HTTP with a time for the whole answer.
 * Knows nothing of Countersign.
 */
@NullMarked
package dev.countersign.concurrent;

import org.jspecify.annotations.NullMarked;
