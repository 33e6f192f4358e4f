package dev.countersign.repository;

import dev.countersign.json.Json;
import java.util.Collection;

/** Builds the {@code details} object of a task's result. */
final class Details {
    private Details() {}

    static Json.Obj of(String member, String text) {
        return Json.Obj.EMPTY.with(member, new Json.Str(text));
    }

    static Json.Obj of(String member, Collection<String> texts) {
        return Json.Obj.EMPTY.with(member, array(texts));
    }

    static Json.Arr array(Collection<String> texts) {
        return new Json.Arr(texts.stream().<Json>map(Json.Str::new).toList());
    }
}
