package dev.countersign.client;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a monitor saw of a whole repository.
 *
 * @param view what a client takes of it; null when a client takes nothing
 * @param visited to compare the next one with
 * @param hashes SHA-256, in hexadecimal, of every metadata file that was read, by its name
 * @param roles targets roles that were there and right
 * @param targets how many they list, of which paths that several list count each time
 * @param findings the worst first
 */
public record Inspection(
        @Nullable RepositoryView view,
        Visited visited,
        SortedMap<String, String> hashes,
        int roles,
        long targets,
        List<Observation> findings) {
    public Inspection {
        findings = findings.stream()
                .sorted((a, b) -> a.severity().compareTo(b.severity()))
                .toList();
    }

    /** Whether there is anything so bad. */
    public boolean has(Observation.Severity severity) {
        return findings.stream().anyMatch(finding -> finding.severity() == severity);
    }
}
