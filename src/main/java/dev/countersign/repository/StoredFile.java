package dev.countersign.repository;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.RoleName;
import java.time.Instant;

/** One version of one role's metadata file, exactly as published. */
public record StoredFile(RoleName role, int version, Instant expires, Bytes bytes) {
    public RoleVersion key() {
        return new RoleVersion(role, version);
    }
}
