package dev.countersign.client;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.RoleName;
import java.util.function.BiConsumer;

/** Roots are read version by version, until the next one is not there (specification, 5.3.3). */
public final class NewerRoots {
    private NewerRoots() {}

    /**
     * Reads every root from a version on. Nothing is verified here.
     *
     * @param each takes the name and the file; what it throws ends the reading
     * @throws ClientException.Untrusted when there are more than anybody needs: an attack, or a mistake
     */
    public static void read(MetadataSource source, int from, BiConsumer<String, Bytes> each) {
        read(source, ClientLimits.USUAL, from, each);
    }

    static void read(MetadataSource source, ClientLimits limits, int from, BiConsumer<String, Bytes> each) {
        for (int version = from; version < from + limits.rootsAtOnce(); version++) {
            var name = RoleName.ROOT.fileName(version);
            var file = source.fetch(name, limits.root());
            if (file.isEmpty()) {
                return;
            }
            each.accept(name, file.get());
        }
        throw new ClientException.Untrusted(
                "more than " + limits.rootsAtOnce() + " new roots at once, from " + RoleName.ROOT.fileName(from)
                        + " on; take a newer root to start from",
                null);
    }
}
