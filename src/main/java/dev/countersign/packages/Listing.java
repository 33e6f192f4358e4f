package dev.countersign.packages;

import java.util.List;

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

    /** An entry that is no file. */
    public record Unread(String entry, String reason) {}
}
