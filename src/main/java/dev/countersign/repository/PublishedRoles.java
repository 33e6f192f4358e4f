package dev.countersign.repository;

import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Targets;
import java.util.List;
import java.util.Optional;

/** What is published of targets roles, for decisions that depend on it. It does not change while a change is decided. */
public interface PublishedRoles {
    /** The newest version; 0 when there has never been one. */
    int version(RoleName role);

    /** Those that the newest snapshot lists. */
    List<RoleName> listed();

    /** The newest version itself; empty when there is none any more, or never was. */
    Optional<Metadata<Targets>> content(RoleName role);
}
