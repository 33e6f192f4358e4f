package dev.countersign.cli.api;

import dev.countersign.access.Permission;
import dev.countersign.ceremony.Shown;
import dev.countersign.json.Json;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
    private static final List<String> EVERYTHING =
            Arrays.stream(Permission.values()).map(Permission::word).toList();

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

    /** In the form in which it is given. */
    @Override
    public String toString() {
        return permission + (paths == null ? "" : ":" + paths);
    }

    /** What is granted, and where. */
    public static String sentence(List<GrantReport> grants) {
        var byPlace = grants.stream()
                .collect(Collectors.groupingBy(
                        grant -> grant.repository() == null ? "all" : grant.repository(),
                        LinkedHashMap::new,
                        Collectors.mapping(GrantReport::toString, Collectors.toList())));
        return byPlace.isEmpty()
                ? "nothing"
                : byPlace.entrySet().stream()
                        .map(place -> words(place.getValue()) + " in " + place.getKey())
                        .collect(Collectors.joining("; "));
    }

    private static String words(List<String> granted) {
        return granted.containsAll(EVERYTHING) ? "everything" : String.join(", ", granted);
    }
}
