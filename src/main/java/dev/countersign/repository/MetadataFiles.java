package dev.countersign.repository;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads committed metadata files. Only committed files are ever visible, and a file never changes. */
public interface MetadataFiles {

    /** The file, or empty when it was never published or retention has removed it. */
    Future<Optional<StoredFile>> find(RoleVersion key);

    /** Those of the given files that exist. Meant for a megabyte or so: more than that is faster in turns. */
    Future<Map<RoleVersion, StoredFile>> findAll(List<RoleVersion> keys);

    /** When each of the given files expires, without reading its bytes. */
    Future<Map<RoleVersion, Instant>> expiries(List<RoleVersion> keys);

    /** How many bytes each of the given files has, without reading them. */
    Future<Map<RoleVersion, Integer>> lengths(List<RoleVersion> keys);

    /**
     * The earliest expiry among the newest versions of all roles but root; empty without files. Roles that are no
     * longer delegated count too, so it may be earlier than any that matters, but never later.
     */
    Future<Optional<Instant>> firstExpiry();
}
