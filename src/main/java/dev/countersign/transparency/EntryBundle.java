package dev.countersign.transparency;

import dev.countersign.json.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Consecutive entries as they are served: each after its length in 16 bits (C2SP tlog-tiles). */
public final class EntryBundle {
    public static final int MAX_ENTRY = 0xffff;

    private static final String FOLDER = "entries/";
    private static final Pattern PATH = Pattern.compile(FOLDER + "(" + Tile.Index.PATTERN + ")");

    private EntryBundle() {}

    /** The path, behind {@code tile/}, of the entries of a tile of leaves. */
    public static String path(Tile leaves) {
        return FOLDER + Tile.Index.path(leaves.index(), leaves.width());
    }

    /** The tile of leaves whose entries are at a path; empty for any other path. */
    public static Optional<Tile> parsePath(String path) {
        var matcher = PATH.matcher(path);
        return matcher.matches()
                ? Tile.Index.parse(matcher.group(1)).map(at -> new Tile(0, at.index(), at.width()))
                : Optional.empty();
    }

    public static Bytes encode(List<Bytes> entries) {
        var bundle = new ByteArrayOutputStream();
        for (var entry : entries) {
            if (entry.length() > MAX_ENTRY) {
                throw new InvalidLog("an entry has " + entry.length() + " bytes (expected: at most " + MAX_ENTRY + ")");
            }
            bundle.write(entry.length() >> 8);
            bundle.write(entry.length());
            bundle.writeBytes(entry.array());
        }
        return Bytes.wrap(bundle.toByteArray());
    }

    public static List<Bytes> decode(Bytes bundle) {
        var entries = new ArrayList<Bytes>();
        int at = 0;
        while (at < bundle.length()) {
            int end = at + 2 <= bundle.length() ? at + 2 + length(bundle, at) : Integer.MAX_VALUE;
            if (end > bundle.length()) {
                throw new InvalidLog("a bundle of entries ends in the middle of entry " + entries.size());
            }
            entries.add(bundle.slice(at + 2, end));
            at = end;
        }
        return entries;
    }

    private static int length(Bytes bundle, int at) {
        return ((bundle.byteAt(at) & 0xff) << 8) | (bundle.byteAt(at + 1) & 0xff);
    }
}
