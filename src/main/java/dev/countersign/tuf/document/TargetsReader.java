package dev.countersign.tuf.document;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalRange;
import dev.countersign.json.CompactScan;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.MetadataFile;
import dev.countersign.tuf.TufException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds targets and delegations in the bytes of a file, where they stay. */
final class TargetsReader {
    private static final byte[] HASHES = Bytes.utf8("{\"hashes\":{").array();
    private static final byte[] LENGTH = Bytes.utf8("},\"length\":").array();

    private final byte[] signed;
    /** Where the signed bytes begin and end. */
    private final int from;

    private final int to;
    private boolean isTargets;
    private int @Nullable [] starts;
    private @Nullable Bytes delegations;

    private TargetsReader(CanonicalRange range) {
        this.signed = range.whole().array();
        this.from = range.from();
        this.to = range.to();
    }

    /** Scans a file that this software assembled; parses any other. */
    static TargetsDocument read(Bytes file) {
        try {
            return new TargetsReader(MetadataFile.uncheckedSignedPart(file)).scan();
        } catch (TufException.InvalidMetadata | IndexOutOfBoundsException e) {
            // Another form, or cut short: the parser will say what is wrong, if anything is.
            return parse(file);
        }
    }

    private static TargetsDocument parse(Bytes file) {
        var targets = Metadata.parseTargets(file).signed();
        var edits = targets.targets().entrySet().stream()
                .map(entry -> new TargetEntry(entry.getKey(), entry.getValue().canonical()))
                .toList();
        return TargetsDocument.EMPTY.merge(edits).document().withDelegations(targets.delegations());
    }

    private TargetsDocument scan() {
        int i = from + 1;
        while (i < to && signed[i] == '"') {
            int nameEnd = CompactScan.skipString(signed, i);
            var name = new String(signed, i + 1, nameEnd - i - 2, StandardCharsets.UTF_8);
            i = member(name, nameEnd + 1) + 1;
        }
        if (i != to || starts == null || !isTargets || signed[from] != '{' || signed[i - 1] != '}') {
            throw otherForm();
        }
        return new TargetsDocument(signed, starts, delegations);
    }

    /** Takes one member and answers where its value ends. */
    private int member(String name, int start) {
        if (name.equals("targets")) {
            return entries(start);
        }
        int end = CompactScan.skipValue(signed, start);
        switch (name) {
            case "_type" -> isTargets = text(start, end).equals("\"targets\"");
            case "delegations" -> delegations = Bytes.wrap(Arrays.copyOfRange(signed, start, end));
            case "expires", "spec_version", "version" -> {}
            default -> throw otherForm();
        }
        return end;
    }

    private String text(int start, int end) {
        return new String(signed, start, end - start, StandardCharsets.UTF_8);
    }

    private int entries(int start) {
        if (signed[start] != '{') {
            throw otherForm();
        }
        var found = new int[64];
        int count = 0;
        int i = start + 1;
        while (signed[i] == '"') {
            if (count + 1 == found.length) {
                found = Arrays.copyOf(found, 2 * found.length);
            }
            found[count++] = i;
            if (count > 1 && !isAfter(found[count - 2], i)) {
                throw otherForm();
            }
            i = skipEntry(i) + 1;
        }
        int end = count == 0 ? i : i - 1;
        if (signed[end] != '}') {
            throw otherForm();
        }
        found[count] = i;
        starts = Arrays.copyOf(found, count + 1);
        return end + 1;
    }

    private int skipEntry(int start) {
        int colon = CompactScan.skipString(signed, start);
        if (signed[colon] != ':' || signed[colon + 1] != '{' || signed[colon - 2] == '\\') {
            throw otherForm();
        }
        int end = plainEnd(colon + 1);
        return end > 0 ? end : CompactScan.skipValue(signed, colon + 1);
    }

    /**
     * The index after the usual target, with hashes and a length and nothing else, which this finds in one search; 0 for any
     * other. A brace within a string cannot be mistaken: no string has the quotation marks that follow.
     */
    private int plainEnd(int start) {
        int brace = isAt(start, HASHES) ? CompactScan.closingBrace(signed, start + HASHES.length) : to;
        if (!isAt(brace, LENGTH)) {
            return 0;
        }
        int end = brace + LENGTH.length;
        while (signed[end] >= '0' && signed[end] <= '9') {
            end++;
        }
        return signed[end] == '}' ? end + 1 : 0;
    }

    private boolean isAt(int index, byte[] text) {
        int end = index + text.length;
        return end <= to && Arrays.equals(signed, index, end, text, 0, text.length);
    }

    /** Whether the path at one position is above the one at another; the documents rely on it. */
    private boolean isAfter(int lower, int upper) {
        int a = lower + 1;
        int b = upper + 1;
        while (signed[a] == signed[b] && signed[a] != '"') {
            a++;
            b++;
        }
        return signed[b] != '"' && (signed[a] == '"' || Byte.compareUnsigned(signed[a], signed[b]) < 0);
    }

    private static TufException.InvalidMetadata otherForm() {
        return new TufException.InvalidMetadata("the file is not a targets role of the form this software writes");
    }
}
