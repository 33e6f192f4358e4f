package dev.countersign.cli.api;

import dev.countersign.ceremony.Shown;
import dev.countersign.json.Json;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A grant as the server describes it.
 *
 * @param repository null for all
 * @param paths null for every artifact, and where the permission is not about artifacts
 */
public record GrantReport(
        String permission,
        @Nullable String repository,
        @Nullable String paths) {
    private static final String ALL = "*";

    static List<GrantReport> all(Json.Obj data) {
        return data.get("grants") instanceof Json.Arr list
                ? list.items().stream()
                        .filter(Json.Obj.class::isInstance)
                        .map(Json.Obj.class::cast)
                        .map(GrantReport::fromJson)
                        .toList()
                : List.of();
    }

    private static GrantReport fromJson(Json.Obj data) {
        var repository = data.text("repository");
        var paths = data.text("paths");
        return new GrantReport(
                Shown.text(String.valueOf(data.text("permission"))),
                repository == null || repository.equals(ALL) ? null : Shown.text(repository),
                paths == null ? null : Shown.text(paths));
    }

    /** In the form in which it is given, and where it holds. */
    @Override
    public String toString() {
        return permission + (paths == null ? "" : ":" + paths) + " in " + (repository == null ? "all" : repository);
    }

    public static String sentence(List<GrantReport> grants) {
        return grants.isEmpty()
                ? "nothing"
                : grants.stream().map(GrantReport::toString).collect(Collectors.joining(", "));
    }
}
