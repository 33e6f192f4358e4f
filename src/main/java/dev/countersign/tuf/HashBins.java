package dev.countersign.tuf;

import dev.countersign.json.Ascii;
import dev.countersign.json.InvalidValue;
import dev.countersign.json.Json;
import dev.countersign.tuf.key.KeyId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * 2^bitLength hash bins: what each is called, and which one a path belongs to, which the first bits of the path's SHA-256
 * decide (TAP 15).
 *
 * @param prefix of the bins' names, before the hyphen
 * @param bitLength 1 to {@value #MAX_BIT_LENGTH}; no client could load the snapshot of more bins
 */
public record HashBins(String prefix, int bitLength) {
    /** The prefix of this service's own bins, and the name of all of them together in settings. */
    public static final String NAME = "bins";

    static final int MAX_BIT_LENGTH = 16;

    public static final int FEWEST = 2;
    public static final int MOST = 1 << 14;
    /** Of {@link BinStyle#PATH_HASH_PREFIXES}: they take 0.75 MB of targets.json, and some clients load no larger one. */
    public static final int MOST_LISTED = 4_096;

    /** As many serve millions of artifacts, and clients still refresh fast. */
    public static final int USUAL = 256;

    public HashBins {
        if (bitLength < 1 || bitLength > MAX_BIT_LENGTH) {
            throw new InvalidValue("bit_length", bitLength, "1.." + MAX_BIT_LENGTH);
        }
    }

    /** This service's own bins. */
    public HashBins(int bitLength) {
        this(NAME, bitLength);
    }

    /** Why there cannot be so many bins; empty when there can. */
    public static Optional<String> problem(int requested) {
        return requested >= FEWEST && requested <= MOST
                ? Optional.empty()
                : Optional.of(requested + " (expected: " + FEWEST + " to " + MOST + ")");
    }

    /** How many bins there are when so many are asked for: RSTUF's rule, the largest power of two not above it. */
    public static int countFor(int requested) {
        return Integer.highestOneBit(requested);
    }

    /** The bins for a number that was asked for, from {@link #FEWEST} to {@link #MOST}. */
    public static HashBins forRequested(int requested) {
        return new HashBins(Integer.numberOfTrailingZeros(countFor(requested)));
    }

    /** Whether a role is one of this service's own bins, by its name. */
    public static boolean isBin(RoleName role) {
        return isBin(role.value());
    }

    /** Whether a role is one of this service's own bins, by its name. */
    public static boolean isBin(String role) {
        return role.startsWith(NAME + "-");
    }

    /** Whether a name is kept for bins, so that no custom role may have it: in any case, and without a number, too. */
    static boolean isKeptName(String role) {
        var lower = role.toLowerCase(Locale.ROOT);
        return lower.equals(NAME) || isBin(lower);
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
        return new RoleName(prefix + "-" + digits(index));
    }

    public RoleName nameFor(TargetPath path) {
        return name(indexFor(path));
    }

    /** All bins, in order. */
    public List<RoleName> names() {
        var names = new ArrayList<RoleName>(count());
        for (int i = 0; i < count(); i++) {
            names.add(name(i));
        }
        return names;
    }

    /** The number of the bin of this name; empty when no bin has it. */
    public OptionalInt indexOf(RoleName role) {
        var name = role.value();
        int start = prefix.length() + 1;
        if (name.length() != start + digitCount() || !name.startsWith(prefix) || name.charAt(start - 1) != '-') {
            return OptionalInt.empty();
        }
        var suffix = name.substring(start);
        if (!Ascii.isLowerCaseHex(suffix)) {
            return OptionalInt.empty();
        }
        int index = HexFormat.fromHexDigits(suffix);
        return index < count() ? OptionalInt.of(index) : OptionalInt.empty();
    }

    /** The first hexadecimal digits of the hashes that belong to a bin, for clients that know no bins. */
    public List<String> hashPrefixes(int index) {
        int perBin = 1 << (4 * digitCount() - bitLength);
        var prefixes = new ArrayList<String>(perBin);
        for (int i = 0; i < perBin; i++) {
            prefixes.add(digits(index * perBin + i));
        }
        return prefixes;
    }

    /** All bins as roles of their own, which clients that know no bins find by {@code path_hash_prefixes}. */
    public List<DelegatedRole> listed(KeyId signer) {
        var roles = new ArrayList<DelegatedRole>(count());
        for (int i = 0; i < count(); i++) {
            var paths = new PathSet.PathHashPrefixes(hashPrefixes(i));
            roles.add(new DelegatedRole(name(i), List.of(signer), 1, true, paths, Json.Obj.EMPTY));
        }
        return roles;
    }

    private String digits(int number) {
        return HexFormat.of().toHexDigits(number, digitCount());
    }

    private int digitCount() {
        return (bitLength + 3) / 4;
    }
}
