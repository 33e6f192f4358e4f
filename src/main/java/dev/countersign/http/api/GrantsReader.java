package dev.countersign.http.api;

import dev.countersign.access.Grant;
import dev.countersign.access.Grants;
import dev.countersign.access.GrantsCodec;
import dev.countersign.access.PathRule;
import dev.countersign.access.Permission;
import dev.countersign.http.Field;
import dev.countersign.json.Json;
import dev.countersign.tuf.RepositoryName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the grants of a request. */
final class GrantsReader {
    private static final int MOST = 100;
    private static final Set<String> MEMBERS =
            Set.of(GrantsCodec.PERMISSION, GrantsCodec.REPOSITORY, GrantsCodec.PATHS);

    private final List<Grant> grants = new ArrayList<>();

    private GrantsReader() {}

    /** What is wrong is noted; then the grants are not to be used. */
    static Grants read(Field body) {
        var reader = new GrantsReader();
        var items = body.list("grants", 1);
        if (items.size() > MOST) {
            items.get(MOST).broken("one grant too many (expected: at most " + MOST + ")");
        }
        items.stream().limit(MOST).forEach(item -> reader.read(new Read(item.expectObject())));
        return new Grants(reader.grants);
    }

    private void read(Read grant) {
        grant.refuseUnknown();
        var permission = grant.permission;
        if (permission != null) {
            grant.field.check(() -> grants.add(new Grant(permission, grant.repository, grant.paths)));
        }
    }

    /** The members of one grant, as far as they can be read. */
    private static final class Read {
        private final Field field;
        private @Nullable Permission permission;
        private Optional<RepositoryName> repository = Optional.empty();
        private Optional<PathRule> paths = Optional.empty();

        Read(Field field) {
            this.field = field;
            if (field.optional(GrantsCodec.PERMISSION).isEmpty()) {
                var _ = field.string(GrantsCodec.PERMISSION);
            }
            read(GrantsCodec.PERMISSION, Grant::permission, read -> permission = read);
            read(GrantsCodec.REPOSITORY, Read::repository, read -> repository = read);
            read(GrantsCodec.PATHS, text -> Optional.of(PathRule.parse(text)), read -> paths = read);
        }

        private <T> void read(String name, Function<String, T> reader, Consumer<T> use) {
            field.optional(name).ifPresent(member -> {
                if (member.json() instanceof Json.Str text) {
                    member.check(() -> use.accept(reader.apply(text.value())));
                } else {
                    var _ = member.text();
                }
            });
        }

        private static Optional<RepositoryName> repository(String text) {
            return text.equals(Grant.ALL) ? Optional.empty() : Optional.of(new RepositoryName(text));
        }

        /** A member that was misspelt would make the grant a wider one. */
        void refuseUnknown() {
            field.members().forEach((name, member) -> {
                if (!MEMBERS.contains(name)) {
                    member.broken("unknown member of a grant (expected: permission, repository and paths)");
                }
            });
        }
    }
}
