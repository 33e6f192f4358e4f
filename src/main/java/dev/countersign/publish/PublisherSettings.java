package dev.countersign.publish;

import java.time.Duration;

/**
 * Bounds of one publication and of its waits.
 *
 * @param maxSubmissions applied by one publication
 * @param maxPayloadBytes of journal payload read into memory at once
 * @param pace of a publication that submissions, or clients with expired metadata, wait for
 * @param renewalPace of one that only signs again what clients can still use
 * @param pause between two publications under load
 * @param timeout of one call of a port
 * @param retention of what publications leave behind
 */
public record PublisherSettings(
        int maxSubmissions,
        long maxPayloadBytes,
        Pace pace,
        Pace renewalPace,
        Pause pause,
        Duration timeout,
        RetentionSettings retention) {

    public static final PublisherSettings DEFAULT = new PublisherSettings(
            50_000,
            32 << 20,
            Pace.SWIFT,
            Pace.GENTLE,
            new Pause(Duration.ofSeconds(3)),
            Duration.ofSeconds(60),
            RetentionSettings.DEFAULT);
}
