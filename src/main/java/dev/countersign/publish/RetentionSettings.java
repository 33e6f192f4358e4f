package dev.countersign.publish;

import java.time.Duration;

/**
 * What is kept.
 *
 * @param fileAge a metadata file stays at least this long after the snapshot stopped naming it
 * @param publications the files of this many newest publications stay however old they are
 * @param taskAge a task's result stays at least this long
 * @param interval between two sweeps
 */
public record RetentionSettings(Duration fileAge, int publications, Duration taskAge, Duration interval) {
    public static final RetentionSettings DEFAULT =
            new RetentionSettings(Duration.ofMinutes(10), 10, Duration.ofDays(7), Duration.ofMillis(500));
}
