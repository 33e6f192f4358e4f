package dev.countersign.packages;

import dev.countersign.json.InvalidInput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Supplier;

/** Collects the entries of an index one by one. Used by one thread. */
public final class ListingReader {
    private final SequencedMap<String, ListedFile> files = new LinkedHashMap<>();
    private final Set<String> doubtful = new HashSet<>();
    private final List<Listing.Unread> unread = new ArrayList<>();

    /**
     * One more entry.
     *
     * @param name for people, when the entry is no file
     * @throws UnreadableIndex when there are too many
     */
    public void entry(String name, Supplier<ListedFile> entry) {
        if (files.size() + unread.size() >= Listing.MOST_FILES) {
            throw new UnreadableIndex("index", "more than " + Listing.MOST_FILES + " files", "fewer");
        }
        try {
            add(entry.get());
        } catch (InvalidInput | IllegalArgumentException e) {
            unread.add(new Listing.Unread(name, String.valueOf(e.getMessage())));
        }
    }

    /** The same entry twice is one; two that differ are neither, since nobody knows which of them a client takes. */
    private void add(ListedFile file) {
        var other = files.putIfAbsent(file.name(), file);
        if (other != null && !other.equals(file) && doubtful.add(file.name())) {
            unread.add(new Listing.Unread(file.name(), "listed twice, and not as the same file"));
        }
    }

    public Listing listing() {
        files.keySet().removeAll(doubtful);
        return new Listing(List.copyOf(files.values()), unread);
    }
}
