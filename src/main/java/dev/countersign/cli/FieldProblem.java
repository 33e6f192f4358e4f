package dev.countersign.cli;

import dev.countersign.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a server found wrong with one field of a request.
 *
 * @param location the steps to the field, such as {@code body, artifacts, 3, path}
 * @param reason one sentence
 */
public record FieldProblem(List<String> location, String reason) {
    /** Members that tell people which element of a list is meant. */
    private static final List<String> NAMES = List.of("path", "name", "keyid");

    public FieldProblem {
        location = List.copyOf(location);
    }

    /** The index of the artifact of the request that is meant; empty when it is not about one artifact. */
    public OptionalInt artifact() {
        var at = location.indexOf("artifacts") + 1;
        if (at == 0 || at == location.size() || !location.get(at).matches("\\d{1,9}")) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(location.get(at)));
    }

    /** The field after the artifact's index, then the reason. */
    public String sentence() {
        var field = location.size() > 3 ? String.join(".", location.subList(3, location.size())) : "";
        return field.isEmpty() || reason.startsWith(field) ? reason : field + ": " + reason;
    }

    /**
     * The field and the reason, with elements of lists called by what the user gave: {@code pkg/a.tgz: info.length: …}
     * and not {@code body.artifacts.3.info.length: …}.
     *
     * @param request the body that the server speaks of
     */
    public String sentence(Json request) {
        var said = new ArrayList<String>();
        var fields = new ArrayList<String>();
        Json at = request;
        for (var step : location.subList(Math.min(1, location.size()), location.size())) {
            var list = at instanceof Json.Arr;
            at = inside(at, step);
            var name = list ? nameOf(at) : null;
            if (name == null) {
                fields.add(step);
            } else {
                said.add(name);
                fields.clear();
            }
        }
        if (!fields.isEmpty()) {
            said.add(String.join(".", fields));
        }
        said.add(reason);
        return String.join(": ", said);
    }

    private static @Nullable Json inside(@Nullable Json value, String step) {
        return switch (value) {
            case Json.Obj object -> object.get(step);
            case Json.Arr list
            when step.matches("\\d{1,9}")
                    && Integer.parseInt(step) < list.items().size() ->
                list.items().get(Integer.parseInt(step));
            case null, default -> null;
        };
    }

    private static @Nullable String nameOf(@Nullable Json element) {
        return switch (element) {
            case Json.Str text -> Words.shortened(text.value());
            case Json.Obj object ->
                NAMES.stream()
                        .map(object::get)
                        .filter(Json.Str.class::isInstance)
                        .map(Json.Str.class::cast)
                        .findFirst()
                        .map(text -> Words.shortened(text.value()))
                        .orElse(null);
            case null, default -> null;
        };
    }
}
