package dev.countersign.ceremony;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.TufException;
import dev.countersign.wire.WireNames;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * One file with all that a holder without a network needs to judge and sign: what waits, the roots that lead to it,
 * what is published now, and digests. The digests show damage. Malice is shown by the roots that the holder trusts, and
 * by other holders.
 *
 * @param roots root files, the oldest first; none for a first root
 * @param current the published version of each targets role that waits and was published before
 */
public record Bundle(PendingSignatures pending, List<Bytes> roots, SequencedMap<RoleName, Metadata<Targets>> current) {
    private static final String FORMAT = "countersign-bundle";
    private static final int VERSION = 1;

    public Bundle {
        roots = List.copyOf(roots);
        current = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(current));
    }

    public Json.Obj toJson() {
        var waiting = new LinkedHashMap<String, Json>();
        var digests = new LinkedHashMap<String, Json>();
        pending.roles().forEach((role, metadata) -> {
            waiting.put(role.value(), Envelope.json(metadata));
            digests.put(role.value(), new Json.Str(Fingerprint.compute(metadata).hex()));
        });
        var trustedRoot = pending.trustedRoot();
        if (trustedRoot != null) {
            waiting.put(WireNames.TRUSTED_ROOT, Envelope.json(trustedRoot));
        }
        var trustedTargets = pending.trustedTargets();
        if (trustedTargets != null) {
            waiting.put(WireNames.TRUSTED_TARGETS, Envelope.json(trustedTargets));
        }
        var proposals = pending.proposals();
        if (proposals != null) {
            waiting.put(WireNames.TRUSTED_PROPOSALS, proposals.toJson());
        }
        var published = new LinkedHashMap<String, Json>();
        current.forEach((role, metadata) -> published.put(role.value(), Envelope.json(metadata)));
        return Json.object()
                .put(FORMAT, VERSION)
                .put("digests", new Json.Obj(digests))
                .put("metadata", new Json.Obj(waiting))
                .put("published", new Json.Obj(published))
                .put(
                        "roots",
                        new Json.Arr(roots.stream().<Json>map(Envelope::json).toList()))
                .build();
    }

    /** Whether a file is meant to be a bundle. */
    public static boolean isBundle(Json.Obj json) {
        return json.get(FORMAT) != null;
    }

    /**
     * Reads a bundle and compares its digests with its content.
     *
     * @throws InvalidInput when it is no bundle, or was altered
     */
    public static Bundle parse(Json.Obj json) {
        if (!new Json.Int(VERSION).equals(json.get(FORMAT))) {
            throw new TufException.InvalidMetadata(
                    "this is no bundle of version " + VERSION + " (expected: a file that 'sign bundle' wrote)");
        }
        var pending = PendingSignatures.parse(json.object("metadata"));
        checkDigests(pending, json.object("digests"));
        var current = new LinkedHashMap<RoleName, Metadata<Targets>>();
        json.object("published").members().forEach((role, value) -> {
            if (value instanceof Json.Obj envelope) {
                current.put(RoleName.publishable(role), Metadata.fromJson(envelope, Targets.class));
            }
        });
        return new Bundle(pending, roots(json), current);
    }

    private static void checkDigests(PendingSignatures pending, Json.Obj digests) {
        pending.roles().forEach((role, metadata) -> {
            var found = Fingerprint.compute(metadata);
            if (!(digests.get(role.value()) instanceof Json.Str said) || !found.matches(said.value())) {
                throw new TufException.UntrustedMetadata(
                        "the bundle was altered: the digest of " + role + " is not the one written beside it");
            }
        });
    }

    private static List<Bytes> roots(Json.Obj json) {
        var roots = new ArrayList<Bytes>();
        if (json.get("roots") instanceof Json.Arr list) {
            for (var item : list.items()) {
                if (item instanceof Json.Obj envelope) {
                    roots.add(Envelope.file(envelope));
                }
            }
        }
        return roots;
    }
}
