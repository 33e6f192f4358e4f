package dev.countersign.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the body of a request says it is. */
final class MediaType {
    private MediaType() {}

    /**
     * A page in a browser can send a body of another type, or of none, to any address without being asked whether it
     * may.
     *
     * @throws Refusal.UnsupportedBody when the type is missing or not JSON's
     */
    static void requireJson(@Nullable String contentType) {
        if (contentType == null) {
            throw new Refusal.UnsupportedBody(
                    "the body has no Content-Type (expected: Content-Type: application/json)");
        }
        if (!isJson(contentType)) {
            throw new Refusal.UnsupportedBody("Content-Type: " + contentType
                    + " (expected: application/json; curl: -H 'Content-Type: application/json' or --json)");
        }
    }

    private static boolean isJson(String contentType) {
        if (contentType.equals("application/json")) {
            return true;
        }
        int end = contentType.indexOf(';');
        var type =
                (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }
}
