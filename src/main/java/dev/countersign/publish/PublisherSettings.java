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

    private static final int MAX_SUBMISSIONS = 50_000;
    private static final long MAX_PAYLOAD_BYTES = 32 << 20;
    private static final BatchPause PAUSE = new BatchPause(Duration.ofSeconds(3));
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String LOG_ORIGIN = "countersign";

    public static final PublisherSettings DEFAULT = new PublisherSettings(
            MAX_SUBMISSIONS,
            MAX_PAYLOAD_BYTES,
            Pace.SWIFT,
            Pace.GENTLE,
            PAUSE,
            TIMEOUT,
            RetentionSettings.DEFAULT,
            LOG_ORIGIN);

    AnswerLimit answerLimit() {
        return new AnswerLimit(timeout);
    }
}
