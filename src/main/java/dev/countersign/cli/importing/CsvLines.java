package dev.countersign.cli.importing;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvReader.CsvReaderBuilder;
import dev.countersign.cli.artifact.Artifact;
import dev.countersign.cli.artifact.ListSource;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.InvalidValue;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TufException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code path;size;hash-type;hash}, also with commas or tabs, quoted fields, space around them, and a header line that
 * may order the columns otherwise.
 *
 * @param separator as one character
 * @param header the line with the names of the columns, which may come again where lists were joined; null for none
 */
record CsvLines(
        CsvReaderBuilder fields,
        String separator,
        CsvColumns columns,
        @Nullable Bytes header) implements ArtifactLines {
    private static final List<String> SEPARATORS = List.of(";", ",", "\t");
    private static final Pattern SEPARATOR_NOTE = Pattern.compile("\"?sep=.\"?", Pattern.CASE_INSENSITIVE);

    /** Sees from the first line what separates fields, and whether it is a header. */
    static CsvLines detect(Bytes firstLine) {
        return SEPARATORS.stream()
                .map(separator -> detect(firstLine, separator))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> new CsvLines(separatedBy(";"), ";", CsvColumns.USUAL, null));
    }

    /** Whether the line only tells a spreadsheet what separates fields: {@code sep=;}. */
    static boolean isSeparatorNote(Bytes line) {
        return line.length() < 10 && SEPARATOR_NOTE.matcher(line.utf8().strip()).matches();
    }

    private static Optional<CsvLines> detect(Bytes firstLine, String separator) {
        var fields = separatedBy(separator);
        try {
            var first = split(fields, firstLine);
            return CsvColumns.named(first)
                    .map(columns -> new CsvLines(fields, separator, columns, firstLine))
                    .or(() -> Optional.of(new CsvLines(fields, separator, CsvColumns.USUAL, null))
                            .filter(_ -> first.size() >= CsvColumns.COUNT));
        } catch (InvalidInput e) {
            return Optional.empty();
        }
    }

    private static CsvReaderBuilder separatedBy(String separator) {
        return CsvReader.builder()
                .fieldSeparator(separator)
                .trimWhitespacesAroundQuotes(true)
                .allowUnclosedQuote(false);
    }

    @Override
    public Optional<Artifact> read(Bytes line) {
        if (header != null && line.equals(header)) {
            return Optional.empty();
        }
        var found = split(fields, line);
        return isEmptyRow(found) ? Optional.empty() : Optional.of(artifact(found));
    }

    /** As spreadsheets write a row without content: {@code ;;;}. */
    private static boolean isEmptyRow(List<String> found) {
        return found.size() >= CsvColumns.COUNT && found.stream().allMatch(String::isBlank);
    }

    private Artifact artifact(List<String> found) {
        var row = header == null ? withWholePath(found) : found;
        if (row.size() < columns.least()) {
            throw new TufException.InvalidMetadata(
                    "not 'path" + separator + "size" + separator + "hash-type" + separator + "hash'");
        }
        var hashes = new TreeMap<HashAlgorithm, String>();
        hashes.put(ArtifactLines.algorithm(row.get(columns.hashType())), ArtifactLines.digest(row.get(columns.hash())));
        var file = new TargetFile(number(row.get(columns.size())), hashes, null);
        return new Artifact(ArtifactLines.added(row.get(columns.path()).strip()), file);
    }

    /**
     * A path that is not quoted may hold the separator: the last three fields are known, the path is what comes before.
     */
    private List<String> withWholePath(List<String> found) {
        var tail = found.size() - CsvColumns.COUNT + 1;
        if (tail < 2) {
            return found;
        }
        var path = String.join(separator, found.subList(0, tail));
        return List.of(path, found.get(tail), found.get(tail + 1), found.get(tail + 2));
    }

    private static List<String> split(CsvReaderBuilder fields, Bytes line) {
        try {
            return fields.ofSingleCsvRecord(ListSource.text(line)).getFields();
        } catch (CsvParseException e) {
            throw new TufException.InvalidMetadata("a quoted field does not end where a field ends (expected: no line"
                    + " break in a field, and \"\" for a quotation mark in it)");
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new InvalidValue("size", text, "a number of bytes");
        }
    }
}
