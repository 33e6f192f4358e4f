package dev.countersign.tuf;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalJson;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.json.Members;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Role;
import dev.countersign.tuf.key.Signature;
import dev.countersign.tuf.key.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Signed metadata together with the bytes that are signed, which are never made again from the values. */
public final class Metadata<T extends Signed> {
    private final T signed;
    private final Bytes signedBytes;
    private final List<Signature> signatures;

    private Metadata(T signed, Bytes signedBytes, List<Signature> signatures) {
        this.signed = signed;
        this.signedBytes = signedBytes;
        this.signatures = List.copyOf(signatures);
        Members.requireDistinct(
                "signatures.keyid",
                this.signatures.stream().map(Signature::keyid).toList());
    }

    /**
     * Reads a file.
     *
     * @throws InvalidInput when the file is not metadata of this type
     */
    public static <T extends Signed> Metadata<T> parse(Bytes file, Class<T> type) {
        return fromJson(Json.parseObject(file, JsonLimits.METADATA), type);
    }

    public static Metadata<Root> parseRoot(Bytes file) {
        return parse(file, Root.class);
    }

    public static Metadata<Timestamp> parseTimestamp(Bytes file) {
        return parse(file, Timestamp.class);
    }

    public static Metadata<Snapshot> parseSnapshot(Bytes file) {
        return parse(file, Snapshot.class);
    }

    public static Metadata<Targets> parseTargets(Bytes file) {
        return parse(file, Targets.class);
    }

    /**
     * Reads the value.
     *
     * @throws InvalidInput when the envelope does not hold metadata of this type
     */
    public static <T extends Signed> Metadata<T> fromJson(Json.Obj envelope, Class<T> type) {
        var members = new Members("", envelope);
        var signed = members.object("signed").object();
        var signatures = new ArrayList<Signature>();
        for (var item : members.array("signatures")) {
            signatures.add(Signature.fromJson(Members.read("signatures", item).object()));
        }
        return new Metadata<>(read(signed, type), CanonicalJson.encodeAny(signed), signatures);
    }

    /** New metadata of this software's making. */
    public static <T extends Signed> Metadata<T> of(T signed, List<Signature> signatures) {
        return new Metadata<>(signed, CanonicalJson.encode(signed.toJson()), signatures);
    }

    private static <T extends Signed> T read(Json.Obj signed, Class<T> type) {
        if (type == Root.class) {
            return type.cast(Root.fromJson(signed));
        } else if (type == Timestamp.class) {
            return type.cast(Timestamp.fromJson(signed));
        } else if (type == Snapshot.class) {
            return type.cast(Snapshot.fromJson(signed));
        } else if (type == Targets.class) {
            return type.cast(Targets.fromJson(signed));
        }
        throw new IllegalArgumentException(type + " is not Root, Timestamp, Snapshot or Targets");
    }

    public T signed() {
        return signed;
    }

    /** The same as metadata of a type, if it is. */
    public <S extends Signed> Optional<Metadata<S>> as(Class<S> type) {
        return type.isInstance(signed)
                ? Optional.of(new Metadata<>(type.cast(signed), signedBytes, signatures))
                : Optional.empty();
    }

    /** The canonical JSON that the signatures are made over. */
    public Bytes signedBytes() {
        return signedBytes;
    }

    /** At most one per keyid. */
    public List<Signature> signatures() {
        return signatures;
    }

    /** The wire file: compact JSON with the signed bytes inside it. */
    public Bytes toBytes() {
        return MetadataFile.assemble(signatures, signedBytes);
    }

    /** This metadata with a signature added, or replaced when its key has signed before. */
    public Metadata<T> withSignature(Signature signature) {
        var next = new ArrayList<>(signatures);
        next.removeIf(old -> old.keyid().equals(signature.keyid()));
        next.add(signature);
        return new Metadata<>(signed, signedBytes, next);
    }

    /** How far the signatures go towards the role's threshold. */
    public Verification verify(Role role, Map<KeyId, Key> keys) {
        return Verification.verify(role, keys, signedBytes, signatures);
    }

    @Override
    public String toString() {
        return "Metadata[" + signed.getClass().getSimpleName() + " " + signed.version() + ", " + signatures.size()
                + " signatures]";
    }
}
