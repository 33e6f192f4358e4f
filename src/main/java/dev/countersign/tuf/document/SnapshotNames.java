package dev.countersign.tuf.document;

import dev.countersign.json.CanonicalBuffer;
import dev.countersign.tuf.RoleName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;

/** The sorted names in a snapshot, with the bytes of each, so that versions can change without either. */
final class SnapshotNames {
    static final SnapshotNames NONE = new SnapshotNames(new String[0]);
    static final String SUFFIX = ".json";

    private final String[] names;
    /** For each name, a comma and the member up to its version, one after the other. */
    private final byte[] members;
    /** Where each member begins, and last where they end. */
    private final int[] starts;

    private SnapshotNames(String[] names) {
        this.names = names;
        this.starts = new int[names.length + 1];
        var out = new CanonicalBuffer(40 * names.length + 1);
        for (int i = 0; i < names.length; i++) {
            // Names of roles hold nothing to escape.
            out.ascii(",\"").ascii(names[i]).ascii("\":{\"version\":");
            starts[i + 1] = out.length();
        }
        this.members = out.toBytes().array();
    }

    /** Members of {@code meta}, all different. */
    static SnapshotNames of(SortedSet<String> names) {
        return new SnapshotNames(names.toArray(String[]::new));
    }

    int count() {
        return names.length;
    }

    int size() {
        return members.length;
    }

    String name(int index) {
        return names[index];
    }

    int indexOf(RoleName role) {
        return Arrays.binarySearch(names, role.metaName());
    }

    List<RoleName> roles() {
        var roles = new ArrayList<RoleName>(names.length);
        for (var name : names) {
            roles.add(new RoleName(name.substring(0, name.length() - SUFFIX.length())));
        }
        return roles;
    }

    /** Writes a member up to its version; the first one without the comma. */
    void append(CanonicalBuffer out, int index) {
        int from = index == 0 ? 1 : starts[index];
        out.append(members, from, starts[index + 1] - from);
    }
}
