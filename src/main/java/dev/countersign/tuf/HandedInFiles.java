package dev.countersign.tuf;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import java.util.function.BiConsumer;

/** The files of a repository, however many: they are gone through, perhaps several times, and never are in memory together. */
@FunctionalInterface
public interface HandedInFiles {
    /**
     * Each of them once.
     *
     * @param each takes the name and the bytes
     * @throws InvalidInput when some are not there any more
     */
    void forEach(BiConsumer<String, Bytes> each);
}
