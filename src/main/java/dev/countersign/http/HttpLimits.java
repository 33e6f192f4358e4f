package dev.countersign.http;

import dev.countersign.tuf.TargetPathPolicy;
import dev.countersign.wire.RequestLimits;
import java.time.Duration;

/**
 * What one request may ask of this service, and how long an answer may be held.
 *
 * @param maxBodyBytes of a list of artifacts; larger bodies are answered 413
 * @param maxDocumentBytes of every other body: these are read into a tree, which takes many times their size
 * @param bodies what all bodies together may hold, and how fast each must arrive
 * @param maxDepth how many JSON arrays and objects may be open at once
 * @param maxArtifacts in one request
 * @param maxCustomBytes of the canonical form of one artifact's {@code custom}
 * @param taskHold how long a question for an unfinished task may wait for its end
 * @param maxHeldTasks how many such questions may wait at once; further ones are answered at once
 * @param paths which artifact paths are taken
 */
public record HttpLimits(
        int maxBodyBytes,
        int maxDocumentBytes,
        BodyLimits bodies,
        int maxDepth,
        int maxArtifacts,
        int maxCustomBytes,
        Duration taskHold,
        int maxHeldTasks,
        TargetPathPolicy paths) {
    private static final int MIB = 1 << 20;

    public static final HttpLimits DEFAULT = new HttpLimits(
            16 * MIB,
            2 * MIB,
            BodyLimits.DEFAULT,
            64,
            RequestLimits.ARTIFACTS,
            RequestLimits.CUSTOM_BYTES,
            Duration.ofSeconds(1),
            10_000,
            TargetPathPolicy.PORTABLE);

    public HttpLimits withTaskHold(Duration hold) {
        return new HttpLimits(
                maxBodyBytes,
                maxDocumentBytes,
                bodies,
                maxDepth,
                maxArtifacts,
                maxCustomBytes,
                hold,
                maxHeldTasks,
                paths);
    }

    public HttpLimits withPaths(TargetPathPolicy policy) {
        return new HttpLimits(
                maxBodyBytes,
                maxDocumentBytes,
                bodies,
                maxDepth,
                maxArtifacts,
                maxCustomBytes,
                taskHold,
                maxHeldTasks,
                policy);
    }

    HttpLimits withBodies(BodyLimits other) {
        return new HttpLimits(
                maxBodyBytes,
                maxDocumentBytes,
                other,
                maxDepth,
                maxArtifacts,
                maxCustomBytes,
                taskHold,
                maxHeldTasks,
                paths);
    }
}
