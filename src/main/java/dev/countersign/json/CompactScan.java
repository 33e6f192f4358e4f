package dev.countersign.json;

/** Steps over JSON that holds no white space, without making objects of it. */
public final class CompactScan {
    private CompactScan() {}

    /**
     * The index after the value that begins at an index.
     *
     * @throws JsonException.NotCompact when the array ends before the value
     */
    public static int skipValue(byte[] json, int start) {
        if (start >= json.length) {
            throw ended();
        }
        return switch (json[start]) {
            case '"' -> skipString(json, start);
            case '{', '[' -> skipNested(json, start);
            default -> skipLiteral(json, start);
        };
    }

    /** The index after the closing quotation mark of the string that begins at an index. */
    public static int skipString(byte[] json, int start) {
        int i = ByteScan.quoteOrBackslash(json, start + 1);
        while (i < json.length && json[i] == '\\') {
            i = ByteScan.quoteOrBackslash(json, Math.min(i + 2, json.length));
        }
        if (i >= json.length) {
            throw ended();
        }
        return i + 1;
    }

    /** The index of the first closing brace from an index on, inside of strings too, or the length of the array. */
    public static int closingBrace(byte[] json, int from) {
        return ByteScan.closingBrace(json, from);
    }

    private static int skipNested(byte[] json, int start) {
        int depth = 0;
        int i = start;
        while (i < json.length) {
            switch (json[i]) {
                case '"' -> i = skipString(json, i) - 1;
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
            i++;
            if (depth == 0) {
                return i;
            }
        }
        throw ended();
    }

    private static int skipLiteral(byte[] json, int start) {
        int i = start;
        while (i < json.length && json[i] != ',' && json[i] != '}' && json[i] != ']') {
            i++;
        }
        if (i == start) {
            throw ended();
        }
        return i;
    }

    private static JsonException.NotCompact ended() {
        return new JsonException.NotCompact("the file ends within a value");
    }
}
