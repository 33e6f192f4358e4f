package dev.countersign.cli.importing;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** In which fields of a line the parts of an artifact stand, from 0. */
record CsvColumns(int path, int size, int hashType, int hash) {
    static final int COUNT = 4;

    /** Without a header. */
    static final CsvColumns USUAL = new CsvColumns(0, 1, 2, 3);

    /** The columns as a header names them, in any order, among others; empty when the fields are no header. */
    static Optional<CsvColumns> named(List<String> header) {
        var names = header.stream().map(CsvColumns::plain).toList();
        var columns = new CsvColumns(
                names.indexOf("path"),
                Math.max(names.indexOf("size"), names.indexOf("length")),
                names.indexOf("hashtype"),
                names.indexOf("hash"));
        return Optional.of(columns).filter(CsvColumns::isComplete);
    }

    /** How many fields a line has at least. */
    int least() {
        return 1 + Math.max(Math.max(path, size), Math.max(hashType, hash));
    }

    private boolean isComplete() {
        return path >= 0 && size >= 0 && hashType >= 0 && hash >= 0;
    }

    /** {@code Hash Type}, {@code hash_type} and {@code hash-type} are the same. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "");
    }
}
