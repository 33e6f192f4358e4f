/**
 * How accepted changes become signed, committed and published metadata: intake, batches, the publication algorithm, and
 * the schedule that keeps online roles fresh. Straight-line code on one thread; everything outside is a port.
 *
 * <p>The publisher's thread stands still for four reasons, and each has one word:
 *
 * <ul>
 *   <li>it <em>waits</em> for an answer from outside, never longer than the {@link AnswerLimit};
 *   <li>it <em>pauses</em> although there is work: between the slices of a publication as its {@link Pace} says, and
 *       between two publications as {@link BatchPause} says;
 *   <li>it <em>sleeps</em> because there is no work, until it is woken or a role is due;
 *   <li>it <em>backs off</em> after a failure, as {@link dev.countersign.concurrent.Backoff} says.
 * </ul>
 *
 * <p>A publisher <em>rests</em> when its thread has ended because there was no work for some time.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.publish;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
