package dev.countersign.publish;

import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.PublishedRoles;
import dev.countersign.repository.RoleVersion;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Targets;
import java.util.List;
import java.util.Optional;

/** The roles that a committed state has published. */
record RolesOfState(State state, MetadataFiles files, AnswerLimit answers) implements PublishedRoles {
    @Override
    public int version(RoleName role) {
        return state.version(role);
    }

    @Override
    public List<RoleName> listed() {
        return state.snapshot() == null
                ? List.of()
                : state.snapshot().document().roles();
    }

    @Override
    public Optional<Metadata<Targets>> content(RoleName role) {
        var version = version(role);
        return version == 0
                ? Optional.empty()
                : answers.await(files.find(new RoleVersion(role, version)))
                        .map(file -> Metadata.parseTargets(file.bytes()));
    }
}
