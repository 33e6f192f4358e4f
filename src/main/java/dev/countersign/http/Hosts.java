package dev.countersign.http;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names under which the interface may be called. A page in a browser can give this machine's address to a name of
 * its own (DNS rebinding); its requests carry that name, and are refused.
 */
public final class Hosts {
    private static final String ANY = "*";
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|.*\\.localhost|127(\\.[0-9]{1,3}){3}|::1|0:0:0:0:0:0:0:1");

    private final boolean any;
    private final Set<String> names;

    private Hosts(boolean any, Set<String> names) {
        this.any = any;
        this.names = names;
    }

    /**
     * @param listening the name or address of the listener
     * @param configured more names than those of the loopback interface; with {@code *} any; empty leaves it to where
     *     the listener is: on the loopback interface no other names, elsewhere any
     */
    public static Hosts of(String listening, List<String> configured) {
        var names =
                configured.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        return new Hosts(names.contains(ANY) || (names.isEmpty() && !isLoopback(listening)), names);
    }

    /** @throws Refusal.Forbidden when the authority, a name with or without a port, is none of these */
    void check(String authority) {
        var name = name(authority);
        if (!any && !names.contains(name) && !isLoopback(name)) {
            throw new Refusal.Forbidden("Host: " + authority + " is not a name of this service (expected: localhost,"
                    + " 127.0.0.1 or [::1], or a name listed in http.hosts; a proxy in front either sends its own"
                    + " request's Host or has its name listed there)");
        }
    }

    private static boolean isLoopback(String name) {
        // By far the most frequent, and ten times as quick as the pattern.
        return name.equals("127.0.0.1")
                || name.equals("localhost")
                || LOOPBACK.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }

    /** Without its port and the brackets round an IPv6 address. */
    private static String name(String authority) {
        var text = authority.toLowerCase(Locale.ROOT);
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end < 0 ? text : text.substring(1, end);
        }
        int colon = text.indexOf(':');
        return colon < 0 ? text : text.substring(0, colon);
    }
}
