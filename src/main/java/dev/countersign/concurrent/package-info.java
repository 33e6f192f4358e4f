/**
 * What many callers of one thing share, whatever the thing is: one question for all of them, and pauses between attempts.
 * Knows nothing of Countersign.
 */
@NullMarked
package dev.countersign.concurrent;

import org.jspecify.annotations.NullMarked;
