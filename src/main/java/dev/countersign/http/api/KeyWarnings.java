package dev.countersign.http.api;

import dev.countersign.repository.Change;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeySupport;
import java.util.Collection;
import java.util.List;

/** Warnings for callers that submit keys which a TUF client in common use cannot use. */
final class KeyWarnings {
    private KeyWarnings() {}

    static List<String> find(Change change) {
        return keys(change).stream()
                .flatMap(key -> KeySupport.warnings(key).stream())
                .toList();
    }

    private static Collection<Key> keys(Change change) {
        return switch (change) {
            case Change.Bootstrap bootstrap -> bootstrap.root().signed().keys().values();
            case Change.UpdateRoot update -> update.root().signed().keys().values();
            case Change.AddDelegations add -> keys(add.request());
            case Change.UpdateDelegations update -> keys(update.request());
            default -> List.of();
        };
    }

    private static Collection<Key> keys(Change.DelegationRequest request) {
        return request.delegations().keys().values();
    }
}
