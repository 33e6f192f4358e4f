package dev.countersign.http.api;

import dev.countersign.http.management.Readiness;
import dev.countersign.json.Json;
import dev.countersign.wire.WireNames;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How this node stands, for operators.
 *
 * @param waiting durable submissions that are not yet published
 * @param oldestSeconds age of the oldest of them
 * @param signing how far this node is with signing many roles; empty while it signs few or none
 */
public record ServiceStatus(Readiness readiness, long waiting, long oldestSeconds, Optional<String> signing) {

    /** For those who wait for a task: why nothing is published at the moment, or how far that is. */
    Optional<String> course() {
        return readiness.toWrite().isEmpty()
                ? signing.map(sentence -> "Publishing: " + sentence)
                : Optional.of(readiness.toWrite().values().stream().collect(Collectors.joining("; ", "Waiting: ", "")));
    }

    Json.Obj json() {
        var backlog = Json.object()
                .put(WireNames.SUBMISSIONS, waiting)
                .put(WireNames.OLDEST_SECONDS, oldestSeconds)
                .build();
        return readiness.json().with(WireNames.BACKLOG, backlog);
    }
}
