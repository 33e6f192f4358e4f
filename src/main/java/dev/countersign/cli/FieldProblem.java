package dev.countersign.cli;

import java.util.List;
import java.util.OptionalInt;

/**
 * What a server found wrong with one field of a request.
 *
 * @param location the steps to the field, such as {@code body, artifacts, 3, path}
 * @param reason one sentence
 */
public record FieldProblem(List<String> location, String reason) {
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
}
