package dev.countersign.watch;

import dev.countersign.json.InvalidInput;
import dev.countersign.packages.Address;
import dev.countersign.packages.HtmlLinks;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A server of files that lists its folders as pages of links, as most do. Only what is below its address is followed. */
final class HtmlTree implements Tree {
    private static final int MOST_FOLDERS = 100_000;

    private final Fetcher fetcher;
    private final URI root;

    /** @param root with a slash at its end */
    HtmlTree(Fetcher fetcher, URI root) {
        this.fetcher = fetcher;
        this.root = root;
    }

    @Override
    public SortedMap<String, TreeFile> files(String below) {
        var files = new TreeMap<String, TreeFile>();
        var folders = new ArrayDeque<URI>();
        var seen = new HashSet<URI>();
        folders.add(Address.resolve(root, below.isEmpty() ? "./" : below));
        while (!folders.isEmpty()) {
            var folder = folders.remove();
            if (seen.add(folder)) {
                Tree.checkCount(root, files.size());
                checkFolders(seen.size());
                read(folder, files, folders);
            }
        }
        return files;
    }

    private void checkFolders(int folders) {
        if (folders > MOST_FOLDERS) {
            throw new SourceTrouble(root + " has more than " + MOST_FOLDERS + " folders; follow a part of it", null);
        }
    }

    private void read(URI folder, SortedMap<String, TreeFile> files, ArrayDeque<URI> folders) {
        var page = fetcher.page(folder, "text/html");
        if (page.isEmpty()) {
            if (folder.equals(root)) {
                throw Sources.missing(root);
            }
            return;
        }
        for (var link : HtmlLinks.read(page.get().body(), folder).links()) {
            var address = below(folder, link);
            if (address == null) {
                continue;
            }
            if (address.getPath().endsWith("/")) {
                folders.add(address);
            } else {
                files.put(address.getPath().substring(root.getPath().length()), file(address, link));
            }
        }
    }

    /** Listings of nginx and Apache say date and size of each file: what says something else has been touched. */
    private static TreeFile file(URI address, HtmlLinks.Anchor link) {
        var beside = link.beside();
        return new TreeFile(address, null, beside.isEmpty() ? null : beside);
    }

    /** Where a link leads, if that is a step down; servers also link to parents, to orders of the list, and to others. */
    private static @Nullable URI below(URI folder, HtmlLinks.Anchor link) {
        try {
            var address = Address.withoutFragment(link.address());
            var isBelow = address.getRawQuery() == null
                    && address.toString().startsWith(folder.toString())
                    && address.toString().length() > folder.toString().length()
                    && !address.getPath().contains("/../");
            return isBelow ? address : null;
        } catch (InvalidInput e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
