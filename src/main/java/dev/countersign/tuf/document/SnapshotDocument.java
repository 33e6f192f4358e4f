package dev.countersign.tuf.document;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalBuffer;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.InvalidValue;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Signed;
import dev.countersign.tuf.SignedFields;
import dev.countersign.tuf.TufException;
import dev.countersign.tuf.WireTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The content of the snapshot, immutable: the versions of all targets roles, of which a few change at a time. */
public final class SnapshotDocument {
    private final SnapshotNames names;
    /** In the order of the names. */
    private final int[] versions;

    private SnapshotDocument(SnapshotNames names, int[] versions) {
        this.names = names;
        this.versions = versions;
    }

    /**
     * The content of a file.
     *
     * @throws InvalidInput when the file is not a snapshot
     */
    public static SnapshotDocument parse(Bytes file) {
        var versions = new TreeMap<RoleName, Integer>();
        Metadata.parseSnapshot(file).signed().meta().forEach((name, meta) -> {
            if (!name.endsWith(SnapshotNames.SUFFIX)) {
                throw new TufException.InvalidMetadata(
                        "snapshot.meta: " + name + " (expected: a name that ends in .json)");
            }
            versions.put(
                    RoleName.publishable(name.substring(0, name.length() - SnapshotNames.SUFFIX.length())),
                    meta.version());
        });
        return of(versions);
    }

    /**
     * A snapshot of these versions.
     *
     * @throws InvalidValue when a version is below 1
     */
    public static SnapshotDocument of(Map<RoleName, Integer> versions) {
        return new SnapshotDocument(SnapshotNames.NONE, new int[0]).with(versions);
    }

    /** The version of a role; empty when it is not listed. */
    public OptionalInt version(RoleName role) {
        int index = indexOf(role);
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(versions[index]);
    }

    /**
     * This snapshot with some versions raised and some roles added.
     *
     * @throws IllegalArgumentException when a version would go down: clients refuse such a snapshot for ever
     * @throws InvalidValue when a version is below 1
     */
    public SnapshotDocument with(Map<RoleName, Integer> changed) {
        var next = versions.clone();
        var added = new TreeMap<String, Integer>();
        changed.forEach((role, version) -> {
            SignedFields.check(version);
            int index = indexOf(role);
            if (index < 0) {
                added.put(role.metaName(), version);
            } else if (version < next[index]) {
                throw new IllegalArgumentException(
                        role + " version " + version + " (expected: >= " + next[index] + ", the version listed)");
            } else {
                next[index] = version;
            }
        });
        var raised = new SnapshotDocument(names, next);
        return added.isEmpty() ? raised : raised.plus(added);
    }

    private SnapshotDocument plus(SortedMap<String, Integer> added) {
        for (int i = 0; i < versions.length; i++) {
            added.put(names.name(i), versions[i]);
        }
        return new SnapshotDocument(
                SnapshotNames.of(new TreeSet<>(added.keySet())),
                added.values().stream().mapToInt(Integer::intValue).toArray());
    }

    /** How many roles are listed. */
    public int count() {
        return versions.length;
    }

    /** Every role listed, in the order of the file. */
    public List<RoleName> roles() {
        return names.roles();
    }

    /** The canonical bytes to sign. */
    public Bytes signedBytes(int version, Instant expires) {
        SignedFields.check(version);
        var out = new CanonicalBuffer(256 + names.size() + 12 * versions.length);
        out.ascii("{\"_type\":\"snapshot\",\"expires\":\"")
                .ascii(WireTime.format(expires))
                .ascii("\",\"meta\":{");
        for (int i = 0; i < versions.length; i++) {
            names.append(out, i);
            out.integer(versions[i]).append('}');
        }
        out.ascii("},\"spec_version\":\"").ascii(Signed.SPEC_VERSION);
        return out.ascii("\",\"version\":").integer(version).append('}').toBytes();
    }

    private int indexOf(RoleName role) {
        return names.indexOf(role);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SnapshotDocument document
                && roles().equals(document.roles())
                && Arrays.equals(versions, document.versions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(versions);
    }

    @Override
    public String toString() {
        return "SnapshotDocument[" + versions.length + " roles]";
    }
}
