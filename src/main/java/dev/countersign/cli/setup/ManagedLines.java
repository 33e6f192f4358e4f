package dev.countersign.cli.setup;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A configuration of lines with comments that begin with {@code #}, in which a block is ours. What it takes the place of is
 * set aside as comments, and comes back when the block is taken out: {@code without(with(text)) } is the text.
 */
final class ManagedLines {
    private static final String BEGIN = "# >>> countersign guard: taken out by 'countersign guard setup --remove'";
    private static final String END = "# <<< countersign guard";
    private static final String ASIDE = "# countersign guard: ";

    private final List<String> lines;
    private final String lineEnd;

    private ManagedLines(List<String> lines, String lineEnd) {
        this.lines = lines;
        this.lineEnd = lineEnd;
    }

    /** The lines of a text, without our part. */
    static ManagedLines parse(String text) {
        var lines = new ArrayList<String>();
        var ours = false;
        for (var line : text.lines().toList()) {
            if (line.equals(BEGIN)) {
                ours = true;
            } else if (line.equals(END)) {
                ours = false;
            } else if (!ours) {
                lines.add(line.startsWith(ASIDE) ? line.substring(ASIDE.length()) : line);
            }
        }
        return new ManagedLines(lines, text.contains("\r\n") ? "\r\n" : "\n");
    }

    static boolean isIn(String text) {
        return text.lines().anyMatch(BEGIN::equals);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** The text without our part. */
    String text() {
        return joined(lines);
    }

    /** The text with our part at its end, in place of these lines. */
    String inPlaceOf(Predicate<String> aside, List<String> block) {
        var numbers = IntStream.range(0, lines.size())
                .filter(line -> aside.test(lines.get(line)))
                .boxed()
                .toList();
        return with(block, lines.size(), numbers);
    }

    /**
     * The text with our part.
     *
     * @param at before which line; the number of lines for the end
     * @param aside the lines whose place it takes
     */
    String with(List<String> block, int at, Collection<Integer> aside) {
        var all = new ArrayList<String>();
        for (int line = 0; line <= lines.size(); line++) {
            if (line == at) {
                all.add(BEGIN);
                all.addAll(block);
                all.add(END);
            }
            if (line < lines.size()) {
                all.add(aside.contains(line) ? ASIDE + lines.get(line) : lines.get(line));
            }
        }
        return joined(all);
    }

    private String joined(List<String> lines) {
        return lines.isEmpty() ? "" : String.join(lineEnd, lines) + lineEnd;
    }
}
