package dev.countersign.http.metadata;

/**
 * How metadata files are served.
 *
 * @param timestampMaxAgeSeconds how long caches may answer with an old timestamp; 0 means they must ask every time.
 *     Whatever it is, a client may see a publication that much later
 * @param cacheBytes of prepared files kept in memory
 * @param maxMisses how many reads of files that are not in memory may be under way at once; further ones are answered
 *     503
 */
public record ServingOptions(int timestampMaxAgeSeconds, long cacheBytes, int maxMisses) {
    /**
     * Caches must ask for the timestamp each time. It has a few hundred bytes, and is answered from memory with 304
     * when nothing has changed; each second in a cache would be a second in which clients do not see a publication.
     */
    public static final ServingOptions DEFAULT = new ServingOptions(0, 64 << 20, 256);

    String timestampCacheControl() {
        return timestampMaxAgeSeconds == 0
                ? "public, no-cache"
                : "public, max-age=" + timestampMaxAgeSeconds + ", must-revalidate";
    }
}
