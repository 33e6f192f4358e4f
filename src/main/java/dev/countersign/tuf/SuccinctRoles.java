package dev.countersign.tuf;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Delegation to 2^bitLength bins, each for the paths whose SHA-256 begins with its number (TAP 15).
 *
 * @param keyids distinct
 * @param threshold of each bin
 * @param bitLength 1 to 14, so 2 to 16,384 bins
 * @param namePrefix of the bins' names, before the hyphen
 */
public record SuccinctRoles(List<KeyId> keyids, int threshold, int bitLength, String namePrefix) implements Delegates {
    public static final int MAX_BIT_LENGTH = 14;

    /**
     * Checks the parts.
     *
     * @throws InvalidInput when a field is outside its range
     */
    public SuccinctRoles {
        keyids = List.copyOf(keyids);
        Members.checkUnique("keyids", keyids);
        if (threshold < 1 || threshold > keyids.size()) {
            throw new TufException.InvalidValue(
                    "threshold", threshold, "1.." + keyids.size() + ", the number of keyids");
        }
        if (bitLength < 1 || bitLength > MAX_BIT_LENGTH) {
            throw new TufException.InvalidValue("bit_length", bitLength, "1.." + MAX_BIT_LENGTH);
        }
        RoleName.delegated(namePrefix + "-" + "0".repeat((bitLength + 3) / 4));
    }

    static SuccinctRoles of(Members members) {
        return new SuccinctRoles(
                members.keyids(),
                members.threshold(),
                (int) members.integer("bit_length", 1, MAX_BIT_LENGTH),
                members.string("name_prefix"));
    }

    /** How many bins there are. */
    public int count() {
        return 1 << bitLength;
    }

    /** The number of the bin that a path belongs to, from 0. */
    public int indexFor(TargetPath path) {
        var digest = path.sha256();
        int leading = ((digest.byteAt(0) & 0xff) << 8) | (digest.byteAt(1) & 0xff);
        return leading >>> (16 - bitLength);
    }

    /**
     * The bin of this number.
     *
     * @throws IndexOutOfBoundsException when there is no such bin
     */
    public RoleName name(int index) {
        Objects.checkIndex(index, count());
        return new RoleName(namePrefix + "-" + HexFormat.of().toHexDigits(index, suffixLength()));
    }

    public RoleName roleFor(TargetPath path) {
        return name(indexFor(path));
    }

    /** The number of the bin of this name; empty when no bin has it. */
    public OptionalInt indexOf(RoleName role) {
        var name = role.value();
        int start = namePrefix.length() + 1;
        if (name.length() != start + suffixLength() || !name.startsWith(namePrefix) || name.charAt(start - 1) != '-') {
            return OptionalInt.empty();
        }
        var suffix = name.substring(start);
        if (!Hashes.isLowerCaseHex(suffix)) {
            return OptionalInt.empty();
        }
        int index = HexFormat.fromHexDigits(suffix);
        return index < count() ? OptionalInt.of(index) : OptionalInt.empty();
    }

    /** Who signs for each bin. */
    public Role role() {
        return new Role(keyids, threshold);
    }

    public SuccinctRoles withKeys(List<KeyId> newKeyids, int newThreshold) {
        return new SuccinctRoles(newKeyids, newThreshold, bitLength, namePrefix);
    }

    Json.Obj toJson() {
        return Json.Obj.EMPTY
                .with("keyids", Role.toJson(keyids))
                .with("threshold", new Json.Int(threshold))
                .with("bit_length", new Json.Int(bitLength))
                .with("name_prefix", new Json.Str(namePrefix));
    }

    private int suffixLength() {
        return (bitLength + 3) / 4;
    }
}
