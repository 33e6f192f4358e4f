package dev.countersign.packages.lock;

import java.util.List;

/** What a lock file says of one package, or of one file of it. The client installs what has any of its hashes. */
public sealed interface LockedPackage {
    /** As the lock file writes it. */
    String name();

    /** Empty where the lock file has none. */
    String version();

    /**
     * A file of a registry.
     *
     * @param digests at least one
     */
    record File(String name, String version, String file, List<Digest> digests) implements LockedPackage {
        public File {
            digests = List.copyOf(digests);
        }
    }

    /** Files of a version by their hashes alone. */
    record Unnamed(String name, String version, List<Digest> digests) implements LockedPackage {
        public Unnamed {
            digests = List.copyOf(digests);
        }
    }

    /**
     * A file of a registry that is pinned by a hash of another kind than metadata has.
     *
     * @param kind of the hash, for people
     */
    record OtherHash(String name, String version, String file, String kind) implements LockedPackage {}

    /** Something that no registry vouches for, or that nothing pins: the reason completes "cannot be judged: …". */
    record Unjudged(String name, String version, String reason) implements LockedPackage {}
}
