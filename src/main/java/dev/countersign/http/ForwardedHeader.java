package dev.countersign.http;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The header in which a proxy says for whom it asks. Only one is believed: a proxy passes on what it does not know. */
public enum ForwardedHeader {
    /** {@code X-Forwarded-For}, and {@code X-Forwarded-Proto} for the scheme. */
    X_FORWARDED_FOR {
        @Override
        List<Hop> hops(MultiMap headers) {
            var schemes = headers.getAll("X-Forwarded-Proto");
            var scheme = schemes.isEmpty() ? null : last(schemes.getLast());
            var hops = new ArrayList<Hop>();
            for (var line : headers.getAll("X-Forwarded-For")) {
                for (var hop : line.split(",", -1)) {
                    hops.add(new Hop(hop.strip(), scheme));
                }
            }
            return hops;
        }
    },
    /** {@code Forwarded} (RFC 7239). */
    FORWARDED {
        @Override
        List<Hop> hops(MultiMap headers) {
            var hops = new ArrayList<Hop>();
            for (var line : headers.getAll("Forwarded")) {
                parts(line, ',').forEach(element -> hops.add(hop(element)));
            }
            return hops;
        }
    };

    private static final Hop UNREADABLE = new Hop("", null);

    /** One that a request has come through, as the next one on its way has seen it. */
    record Hop(String address, @Nullable String scheme) {}

    /** In the order of the request's way; what cannot be read is a hop without an address. */
    abstract List<Hop> hops(MultiMap headers);

    private static String last(String list) {
        return list.substring(list.lastIndexOf(',') + 1).strip();
    }

    /**
     * An element that is not wholly as it should be says nothing: a sender that leaves a quote open must not make the
     * proxy's words a part of its own.
     */
    private static Hop hop(String element) {
        var address = "";
        String scheme = null;
        for (var pair : parts(element, ';')) {
            int equals = pair.indexOf('=');
            var value = equals < 0 ? null : value(pair.substring(equals + 1));
            if (value == null) {
                return UNREADABLE;
            }
            switch (pair.substring(0, equals).toLowerCase(Locale.ROOT)) {
                case "for" -> address = value;
                case "proto" -> scheme = value;
                default -> {}
            }
        }
        return new Hop(address, scheme);
    }

    /** What stands between separators that are not within quotes. */
    private static List<String> parts(String text, char separator) {
        var parts = new ArrayList<String>();
        boolean quoted = false;
        int from = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quoted && c == '\\') {
                at++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(from, at).strip());
                from = at + 1;
            }
        }
        parts.add(text.substring(from).strip());
        return parts;
    }

    /** A token, or what is within quotes; null for anything else. */
    private static @Nullable String value(String text) {
        if (!text.startsWith("\"")) {
            return text.indexOf('"') < 0 && text.indexOf(' ') < 0 ? text : null;
        }
        var value = new StringBuilder();
        int last = text.length() - 1;
        for (int at = 1; at < last; at++) {
            char c = text.charAt(at);
            if (c == '"') {
                return null;
            }
            at += c == '\\' ? 1 : 0;
            value.append(text.charAt(at));
        }
        return last > 0 && text.endsWith("\"") ? value.toString() : null;
    }
}
