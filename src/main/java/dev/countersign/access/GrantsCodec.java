package dev.countersign.access;

import dev.countersign.json.Json;
import dev.countersign.tuf.RepositoryName;
import java.util.Optional;

/** Grants as JSON: in answers and in the store. */
public final class GrantsCodec {
    public static final String PERMISSION = "permission";
    public static final String REPOSITORY = "repository";
    public static final String PATHS = "paths";

    private GrantsCodec() {}

    public static Json.Arr encode(Grants grants) {
        return new Json.Arr(grants.all().stream().<Json>map(GrantsCodec::encode).toList());
    }

    private static Json.Obj encode(Grant grant) {
        var json = Json.object()
                .put(PERMISSION, grant.permission().word())
                .put(REPOSITORY, grant.repository().map(RepositoryName::value).orElse(Grant.ALL));
        grant.paths().ifPresent(rule -> json.put(PATHS, rule.text()));
        return json.build();
    }

    /** Reads what {@link #encode} has written, without grants that this version does not know. */
    public static Grants decode(Json.Arr stored) {
        return new Grants(
                stored.items().stream().flatMap(item -> decode(item).stream()).toList());
    }

    private static Optional<Grant> decode(Json item) {
        return item instanceof Json.Obj grant && grant.get(PERMISSION) instanceof Json.Str word
                ? Permission.parse(word.value())
                        .map(permission -> new Grant(permission, repository(grant), paths(grant)))
                : Optional.empty();
    }

    private static Optional<RepositoryName> repository(Json.Obj grant) {
        return grant.get(REPOSITORY) instanceof Json.Str name && !name.value().equals(Grant.ALL)
                ? Optional.of(new RepositoryName(name.value()))
                : Optional.empty();
    }

    private static Optional<PathRule> paths(Json.Obj grant) {
        return grant.get(PATHS) instanceof Json.Str rule ? Optional.of(PathRule.parse(rule.value())) : Optional.empty();
    }
}
