package dev.countersign.repository;

import dev.countersign.tuf.RoleName;

/** Names one metadata file for ever: no version number ever names two different byte strings. */
public record RoleVersion(RoleName role, int version) {}
