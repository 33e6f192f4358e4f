package dev.countersign.packages.lock;

import dev.countersign.json.Bytes;
import dev.countersign.packages.Ecosystem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The lock files that can be read. */
public enum LockFormat {
    NPM(Ecosystem.NPM, NpmLock::read, "package-lock.json", "npm-shrinkwrap.json"),
    PNPM(Ecosystem.NPM, PnpmLock::read, "pnpm-lock.yaml"),
    UV(Ecosystem.PYPI, UvLock::read, "uv.lock"),
    POETRY(Ecosystem.PYPI, PoetryLock::read, "poetry.lock"),
    PIP(Ecosystem.PYPI, Requirements::read, "requirements.txt"),
    CARGO(Ecosystem.CARGO, CargoLock::read, "Cargo.lock"),
    BUNDLER(Ecosystem.GEMS, GemfileLock::read, "Gemfile.lock", "gems.locked"),
    GO(Ecosystem.GO, GoSum::read, "go.sum");

    /** Lock files of the largest projects have some ten megabytes. */
    public static final int MOST_BYTES = 64 << 20;

    private final Ecosystem ecosystem;

    @SuppressWarnings("ImmutableEnumChecker") // A function without state.
    private final Function<Bytes, List<LockedPackage>> reader;

    @SuppressWarnings("ImmutableEnumChecker") // Copied by List.of.
    private final List<String> files;

    LockFormat(Ecosystem ecosystem, Function<Bytes, List<LockedPackage>> reader, String... files) {
        this.ecosystem = ecosystem;
        this.reader = reader;
        this.files = List.of(files);
    }

    /** All of them with their files, for people. */
    public static String names() {
        return Arrays.stream(values())
                .map(format -> format.word() + " (" + String.join(", ", format.files) + ")")
                .collect(Collectors.joining(", "));
    }

    /** The format of a file of this name; requirements may have any name that ends in .txt. */
    public static Optional<LockFormat> ofFile(String name) {
        return Arrays.stream(values())
                .filter(format -> format.files.contains(name))
                .findFirst()
                .or(() -> name.endsWith(".txt") ? Optional.of(PIP) : Optional.empty());
    }

    /** As it is written on a command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Ecosystem ecosystem() {
        return ecosystem;
    }

    /**
     * What is locked, in the order of the file.
     *
     * @throws UnreadableLock for a text of another format
     */
    public List<LockedPackage> read(Bytes text) {
        return reader.apply(text);
    }
}
