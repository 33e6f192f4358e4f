package dev.countersign.packages.python;

import dev.countersign.json.Json;
import dev.countersign.packages.IndexDocument;
import org.jspecify.annotations.Nullable;

/**
 * What a simple index tells a resolver of a file: which Pythons it is for. The hash of its metadata file is not part of
 * this, since registries add it later; that file can be taken from the wheel itself.
 */
final class SimpleRequirements {
    private SimpleRequirements() {}

    /** @param python what Pythons it is for; null for all, which is told as well */
    static String digest(@Nullable String python) {
        return IndexDocument.requirements(Json.object()
                .put("requires-python", python == null ? null : python.strip())
                .build());
    }
}
