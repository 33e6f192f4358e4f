package dev.countersign.http.api;

import dev.countersign.http.management.Readiness;
import dev.countersign.json.Json;
import dev.countersign.wire.WireNames;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How this node stands, for operators.
 *
 * @param waiting durable submissions that are not yet published
 * @param oldestSeconds age of the oldest of them
 */
public record ServiceStatus(Readiness readiness, long waiting, long oldestSeconds) {

    /** Why submissions are not published at the moment; null when they are. */
    @Nullable
    String obstacle() {
        return readiness.toWrite().isEmpty()
                ? null
                : readiness.toWrite().values().stream().collect(Collectors.joining("; "));
    }

    Json.Obj json() {
        var backlog = Json.object()
                .put(WireNames.SUBMISSIONS, waiting)
                .put(WireNames.OLDEST_SECONDS, oldestSeconds)
                .build();
        return readiness.json().with(WireNames.BACKLOG, backlog);
    }
}
