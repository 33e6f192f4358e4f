package dev.countersign.watch;

import java.net.URI;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Files by their paths, as a folder, a server of files or a bucket lists them. Used by several threads. */
interface Tree {
    /** The most files of a tree. */
    int MOST_FILES = 1_000_000;

    /**
     * All files below a path.
     *
     * @param below empty for all, or a folder with a slash at its end
     */
    SortedMap<String, TreeFile> files(String below);

    /**
     * One file.
     *
     * @param size in bytes; null when the tree does not say
     * @param mark differs as soon as the file was touched; null when the tree does not say
     */
    record TreeFile(
            URI address, @Nullable Long size, @Nullable String mark) {}

    static void checkCount(Object tree, int files) {
        if (files > MOST_FILES) {
            throw new SourceTrouble(tree + " has more than " + MOST_FILES + " files; follow a part of it", null);
        }
    }
}
