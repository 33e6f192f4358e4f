package dev.countersign.packages.lock;

import dev.countersign.json.Json;
import java.util.List;

/** Parts of lock files that others wrote: what is not there is empty. */
final class Tables {
    private Tables() {}

    /** The objects in a list. */
    static List<Json.Obj> objects(Json.Obj parent, String member) {
        if (!(parent.get(member) instanceof Json.Arr list)) {
            return List.of();
        }
        return list.items().stream()
                .filter(Json.Obj.class::isInstance)
                .map(Json.Obj.class::cast)
                .toList();
    }

    static String text(Json.Obj parent, String member) {
        var text = parent.text(member);
        return text == null ? "" : text;
    }
}
