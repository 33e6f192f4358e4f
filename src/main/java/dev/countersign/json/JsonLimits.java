package dev.countersign.json;

/**
 * Bounds on what the parser accepts.
 *
 * @param maxDepth how many arrays and objects may be open at once
 * @param maxBytes the length of the text in bytes
 */
public record JsonLimits(int maxDepth, int maxBytes) {
    /** For metadata files: deeper and longer than any that clients accept. */
    public static final JsonLimits METADATA = new JsonLimits(48, 16 << 20);

    public JsonLimits {
        if (maxDepth < 1 || maxDepth > 1000) {
            throw new IllegalArgumentException("maxDepth: " + maxDepth + " (expected: 1..1000)");
        }
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: >= 1)");
        }
    }
}
