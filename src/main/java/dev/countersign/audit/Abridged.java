package dev.countersign.audit;

import dev.countersign.json.Json;

/** JSON of which long lists have only their beginning, because an audit is kept for years. */
public final class Abridged {
    /** How many of a list stay. */
    private static final int MOST = 16;

    private Abridged() {}

    /** A list {@code x} that has lost items is followed by their number before that, {@code x-count}. */
    public static Json.Obj shorten(Json.Obj whole) {
        var abridged = Json.object();
        whole.members().forEach((name, value) -> {
            abridged.put(name, shortened(value));
            if (value instanceof Json.Arr list && list.items().size() > MOST) {
                abridged.put(name + "-count", list.items().size());
            }
        });
        return abridged.build();
    }

    private static Json shortened(Json value) {
        return switch (value) {
            case Json.Obj object -> shorten(object);
            case Json.Arr list ->
                new Json.Arr(list.items().stream()
                        .limit(MOST)
                        .map(Abridged::shortened)
                        .toList());
            case Json.Str _, Json.Int _, Json.Dec _, Json.Bool _, Json.Null _ -> value;
        };
    }
}
