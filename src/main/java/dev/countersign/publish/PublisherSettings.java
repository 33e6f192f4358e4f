package dev.countersign.publish;

import java.time.Duration;

/**
 * How the publisher works.
 *
 * @param maxSubmissions that one publication applies
 * @param maxPayloadBytes of journal payload read into memory at once
 * @param pace of a publication that somebody waits for: for a change, or because metadata has expired
 * @param renewalPace of a publication that only signs again what is still valid
 * @param pause between two publications under load
 * @param timeout how long to wait for an answer of a database, a cache or a signing worker
 * @param retention of what publications leave behind
 * @param logOrigin what the origin of a public log begins with, if the log begins now
 */
public record PublisherSettings(
        int maxSubmissions,
        long maxPayloadBytes,
        Pace pace,
        Pace renewalPace,
        BatchPause pause,
        Duration timeout,
        RetentionSettings retention,
        String logOrigin) {

    public static final PublisherSettings DEFAULT = new PublisherSettings(
            50_000,
            32 << 20,
            Pace.SWIFT,
            Pace.GENTLE,
            new BatchPause(Duration.ofSeconds(3)),
            Duration.ofSeconds(60),
            RetentionSettings.DEFAULT,
            "countersign");

    AnswerLimit answerLimit() {
        return new AnswerLimit(timeout);
    }
}
