package dev.countersign.transparency;

import dev.countersign.json.Bytes;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a log stands (C2SP tlog-checkpoint).
 *
 * @param origin which log
 * @param size how many entries it has
 * @param root of their tree
 */
public record Checkpoint(String origin, long size, Bytes root) {
    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,17}");

    /** The text of the note. */
    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root.array()) + "\n";
    }

    /**
     * Reads the three lines; further ones are left out.
     *
     * @throws InvalidLog when it is no checkpoint
     */
    public static Checkpoint parse(String text) {
        var lines = text.lines().toList();
        if (lines.size() < 3
                || lines.getFirst().isEmpty()
                || !SIZE.matcher(lines.get(1)).matches()) {
            throw new InvalidLog("a checkpoint begins with three lines: origin, size and root");
        }
        return new Checkpoint(lines.getFirst(), Long.parseLong(lines.get(1)), root(lines));
    }

    private static Bytes root(List<String> lines) {
        try {
            var root = Bytes.wrap(Base64.getDecoder().decode(lines.get(2)));
            if (root.length() == TreeHash.LENGTH) {
                return root;
            }
        } catch (IllegalArgumentException e) {
            // Refused below, like any other line that is no hash.
        }
        throw new InvalidLog("the third line of a checkpoint is the base64 form of " + TreeHash.LENGTH + " bytes");
    }
}
