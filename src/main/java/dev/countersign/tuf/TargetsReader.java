package dev.countersign.tuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds targets and delegations in the bytes of a file. */
final class TargetsReader {
    private final byte[] signed;
    private byte @Nullable [] entries;
    private int[] starts = new int[64];
    private @Nullable Bytes delegations;

    private TargetsReader(byte[] signed) {
        this.signed = signed;
    }

    /** Scans a file that this software assembled; parses any other. */
    static TargetsDocument read(Bytes file) {
        try {
            return new TargetsReader(MetadataFile.signedPart(file).array()).scan();
        } catch (TufException.InvalidMetadata e) {
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
        int i = 1;
        while (i < signed.length && signed[i] == '"') {
            int nameEnd = CompactScan.skipString(signed, i);
            int valueStart = nameEnd + 1;
            int valueEnd = CompactScan.skipValue(signed, valueStart);
            member(new String(signed, i + 1, nameEnd - i - 2, StandardCharsets.UTF_8), valueStart, valueEnd);
            i = valueEnd + 1;
        }
        if (i != signed.length || entries == null) {
            throw otherForm();
        }
        return new TargetsDocument(entries, starts, delegations);
    }

    private void member(String name, int start, int end) {
        switch (name) {
            case "_type" -> requireTargets(start, end);
            case "delegations" -> delegations = Bytes.wrap(Arrays.copyOfRange(signed, start, end));
            case "targets" -> entries(start, end);
            case "expires", "spec_version", "version" -> {}
            default -> throw otherForm();
        }
    }

    private void requireTargets(int start, int end) {
        if (!new String(signed, start, end - start, StandardCharsets.UTF_8).equals("\"targets\"")) {
            throw otherForm();
        }
    }

    private void entries(int start, int end) {
        if (signed[start] != '{') {
            throw otherForm();
        }
        int first = start + 1;
        int count = 0;
        int i = first;
        while (i < end - 1) {
            if (count + 1 == starts.length) {
                starts = Arrays.copyOf(starts, 2 * starts.length);
            }
            starts[count++] = i - first;
            if (count > 1 && !isAfter(first + starts[count - 2], i)) {
                throw otherForm();
            }
            i = skipEntry(i) + 1;
        }
        starts[count] = count == 0 ? 0 : i - first;
        starts = Arrays.copyOf(starts, count + 1);
        entries = Arrays.copyOfRange(signed, first, end - 1);
    }

    private int skipEntry(int start) {
        if (signed[start] != '"') {
            throw otherForm();
        }
        int colon = CompactScan.skipString(signed, start);
        if (signed[colon] != ':' || signed[colon + 1] != '{' || signed[colon - 2] == '\\') {
            throw otherForm();
        }
        return CompactScan.skipValue(signed, colon + 1);
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
