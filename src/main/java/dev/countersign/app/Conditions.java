package dev.countersign.app;

import dev.countersign.http.Readiness;
import java.util.LinkedHashMap;

/** What a node waits for before it should be sent requests, by name. Any thread. */
final class Conditions {

    static final String START = "start";
    static final String PUBLISHER = "publisher";
    static final String DATABASE = "database";

    private final LinkedHashMap<String, String> waiting = new LinkedHashMap<>();

    synchronized void waitFor(String name, String sentence) {
        waiting.put(name, sentence);
    }

    synchronized void met(String name) {
        waiting.remove(name);
    }

    synchronized Readiness readiness() {
        return new Readiness(new LinkedHashMap<>(waiting));
    }
}
