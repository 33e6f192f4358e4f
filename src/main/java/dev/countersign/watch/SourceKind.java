package dev.countersign.watch;

import dev.countersign.packages.Ecosystem;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a registry says what it has. */
public enum SourceKind {
    /** A folder of this machine, with all that is in it. */
    FOLDER(Ecosystem.FILES),
    /** A web server that lists its folders as pages of links. */
    TREE(Ecosystem.FILES),
    /** A bucket of S3: {@code s3://bucket/prefix/}. */
    BUCKET(Ecosystem.FILES),
    SIMPLE(Ecosystem.PYPI),
    NPM(Ecosystem.NPM),
    /** A folder, a web server that lists its folders, or a bucket. */
    MAVEN(Ecosystem.MAVEN),
    GEMS(Ecosystem.GEMS),
    CARGO(Ecosystem.CARGO),
    GO(Ecosystem.GO);

    /** All names, for people. */
    public static final String NAMES =
            Arrays.stream(values()).map(SourceKind::wireName).collect(Collectors.joining(", "));

    private final Ecosystem ecosystem;

    SourceKind(Ecosystem ecosystem) {
        this.ecosystem = ecosystem;
    }

    /** The name in options and configurations. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Ecosystem ecosystem() {
        return ecosystem;
    }
}
