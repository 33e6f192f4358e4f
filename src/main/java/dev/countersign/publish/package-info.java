/**
 * How accepted changes become signed, committed and published metadata: intake, batches, the publication algorithm, and
 * the schedule that keeps online roles fresh. Straight-line code on one thread; everything outside is a port.
 *
 * <p>The publisher's thread stands still for three reasons, and each has one word:
 *
 * <ul>
 *   <li>it <em>waits</em> for an answer from outside, never longer than the {@link AnswerLimit};
 *   <li>it <em>pauses</em> on purpose although there is work: between the slices of a publication as its {@link Pace}
 *       says, and between two publications as {@link BatchPause} says;
 *   <li>it <em>sleeps</em> because there is no work, until it is woken or a role is due.
 * </ul>
 */
@NullMarked
@CheckReturnValue
package dev.countersign.publish;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
