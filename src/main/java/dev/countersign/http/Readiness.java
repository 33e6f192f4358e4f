package dev.countersign.http;

import dev.countersign.json.Json;
import dev.countersign.wire.WireNames;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * What this node can be asked for. A node that cannot write may still be the one that readers need, so the two are told
 * apart.
 *
 * @param toRead what keeps it from answering at all, by name, with a sentence each
 * @param toWrite what keeps it from accepting or publishing changes, besides that
 * @param attention what people must see to, though nothing keeps this node from anything: roles that expire soon
 */
public record Readiness(
        SequencedMap<String, String> toRead,
        SequencedMap<String, String> toWrite,
        SequencedMap<String, String> attention) {

    /** Whether readers, and requests in general, should be sent here. */
    public boolean reads() {
        return toRead.isEmpty();
    }

    /** Whether changes are accepted and published. */
    public boolean writes() {
        return toRead.isEmpty() && toWrite.isEmpty();
    }

    /** Everything that is waited for. */
    public SequencedMap<String, String> waitingFor() {
        var all = new LinkedHashMap<>(toRead);
        all.putAll(toWrite);
        return all;
    }

    /** As programs read it, the same wherever it is asked for. */
    Json.Obj json() {
        return Json.object()
                .put("status", status())
                .put("reading", reads())
                .put(WireNames.WRITING, writes())
                .put(WireNames.WAITING_FOR, json(waitingFor()))
                .put(WireNames.ATTENTION, json(attention))
                .build();
    }

    private static Json.Obj json(SequencedMap<String, String> sentences) {
        var json = Json.object();
        sentences.forEach(json::put);
        return json.build();
    }

    private String status() {
        if (writes()) {
            return "ready";
        }
        return reads() ? "reading" : "waiting";
    }
}
