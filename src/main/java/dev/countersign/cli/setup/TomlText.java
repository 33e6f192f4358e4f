package dev.countersign.cli.setup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.toml.TomlFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** TOML line by line: which lines belong to which table and key. */
final class TomlText {
    private static final Pattern TABLE = Pattern.compile("\\s*(\\[\\[?[^\\]]+]]?)\\s*(?:#.*)?");
    private static final Pattern KEY = Pattern.compile("\\s*([A-Za-z0-9_.\"'-]+)\\s*=.*");

    private TomlText() {}

    /**
     * A table, or what stands before the first.
     *
     * @param header such as {@code [[index]]}; empty before the first
     * @param from the first line, its header
     * @param to after the last line
     */
    record Table(String header, int from, int to) {}

    static List<Table> tables(List<String> lines) {
        var tables = new ArrayList<Table>();
        var header = "";
        int from = 0;
        for (int line = 0; line < lines.size(); line++) {
            var next = TABLE.matcher(lines.get(line));
            if (next.matches()) {
                tables.add(new Table(header, from, line));
                header = next.group(1).replaceAll("[\\s\"']", "");
                from = line;
            }
        }
        tables.add(new Table(header, from, lines.size()));
        return tables;
    }

    /** The lines of a table that are not blank. */
    static List<Integer> filled(List<String> lines, Table table) {
        return IntStream.range(table.from(), table.to())
                .filter(line -> !lines.get(line).isBlank())
                .boxed()
                .toList();
    }

    /** The lines of the values of some keys in a table, with those that they go on in. */
    static Set<Integer> values(List<String> lines, Table table, Predicate<String> keys) {
        var found = new TreeSet<Integer>();
        int open = 0;
        for (int line = table.from(); line < table.to(); line++) {
            var key = KEY.matcher(lines.get(line));
            if (open > 0 || (key.matches() && keys.test(key.group(1).replaceAll("[\"']", "")))) {
                open += depth(lines.get(line));
                found.add(line);
            }
        }
        return found;
    }

    /** How many more lists and tables a line opens than it closes. */
    private static int depth(String line) {
        int depth = 0;
        for (var c :
                line.replaceAll("\"[^\"]*\"|'[^']*'", "").replaceAll("#.*", "").toCharArray()) {
            depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
        }
        return depth;
    }

    /** @throws UnclearSettings when it is not TOML */
    static String checked(String text) {
        try (var parser = new TomlFactory().createParser(text)) {
            while (parser.nextToken() != null) {
                // Reading is the check.
            }
            return text;
        } catch (JsonProcessingException e) {
            throw new UnclearSettings("it would not be TOML any more, line "
                    + e.getLocation().getLineNr() + ": "
                    + e.getOriginalMessage().lines().findFirst().orElse("") + "; what stands there is written in a way"
                    + " that is not set aside: take it out");
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }
}
