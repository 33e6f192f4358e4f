package dev.countersign.http;

import java.util.SequencedMap;

/**
 * Whether this node should be sent requests.
 *
 * @param waitingFor what is not yet as it should be, by name, with a sentence each; empty when the node is ready
 */
public record Readiness(SequencedMap<String, String> waitingFor) {
    public boolean isReady() {
        return waitingFor.isEmpty();
    }
}
