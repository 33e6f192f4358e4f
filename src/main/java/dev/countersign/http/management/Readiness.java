package dev.countersign.http.management;

import dev.countersign.json.Json;
import dev.countersign.wire.WireNames;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * What this node can do. One that cannot write may still be needed by readers, so the two are told apart.
 *
 * @param toRead what keeps it from answering at all, by name, with a sentence each
 * @param toWrite what keeps it from accepting or publishing changes, besides that
 * @param attention what people must see to, though nothing keeps this node from anything: roles that expire soon
 * @param repositories the same of repositories by name, of those that have something to say and are not meant by the rest
 */
public record Readiness(
        SequencedMap<String, String> toRead,
        SequencedMap<String, String> toWrite,
        SequencedMap<String, String> attention,
        SequencedMap<String, Readiness> repositories) {

    public Readiness(
            SequencedMap<String, String> toRead,
            SequencedMap<String, String> toWrite,
            SequencedMap<String, String> attention) {
        this(toRead, toWrite, attention, new LinkedHashMap<>());
    }

    /** With what there is to say of repositories. */
    public Readiness with(SequencedMap<String, Readiness> of) {
        return new Readiness(toRead, toWrite, attention, of);
    }

    /** Whether there is nothing to say. */
    public boolean isQuiet() {
        return toRead.isEmpty() && toWrite.isEmpty() && attention.isEmpty();
    }

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

    /** For programs; the same at every address. */
    public Json.Obj json() {
        var json = Json.object()
                .put("status", status())
                .put("reading", reads())
                .put(WireNames.WRITING, writes())
                .put(WireNames.WAITING_FOR, json(waitingFor()))
                .put(WireNames.ATTENTION, json(attention));
        if (!repositories.isEmpty()) {
            var each = Json.object();
            repositories.forEach((name, readiness) -> each.put(name, readiness.json()));
            json.put("repositories", each.build());
        }
        return json.build();
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
