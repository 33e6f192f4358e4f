package dev.countersign.packages;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What a registry lists of one project.
 *
 * @param files each name once
 * @param unread entries that cannot be files, so that nothing is passed over in silence
 */
public record Listing(List<ListedFile> files, List<Unread> unread) {
    /** The most files and entries of one project: a few times more than any has. */
    public static final int MOST_FILES = 100_000;

    public Listing {
        files = List.copyOf(files);
        unread = List.copyOf(unread);
    }

    /** Where a file is; empty when it is not listed. */
    public Optional<URI> address(String file) {
        return files.stream()
                .filter(listed -> listed.name().equals(file))
                .map(ListedFile::address)
                .findFirst();
    }

    /** An entry that is no file. */
    public record Unread(String entry, String reason) {}
}
