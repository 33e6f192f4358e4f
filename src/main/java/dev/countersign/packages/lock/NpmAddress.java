package dev.countersign.packages.lock;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The address of a tarball in a registry of npm: {@code …/NAME/-/FILE.tgz}, wherever the registry is. */
record NpmAddress(String name, String file) {
    private static final String BETWEEN = "/-/";

    /** Empty for an address of another form. */
    static Optional<NpmAddress> find(String address) {
        var path = path(address);
        var between = path.lastIndexOf(BETWEEN);
        if (between < 0) {
            return Optional.empty();
        }
        var file = path.substring(between + BETWEEN.length());
        var folders = path.substring(0, between);
        var last = folders.lastIndexOf('/');
        var scope = folders.lastIndexOf('/', last - 1);
        var scoped = last > 0 && folders.startsWith("@", scope + 1);
        var name = folders.substring((scoped ? scope : last) + 1);
        return name.isEmpty() || file.isEmpty() || file.contains("/")
                ? Optional.empty()
                : Optional.of(new NpmAddress(name, file));
    }

    /** Without query, fragment, and the escapes that clients put into names with a scope. */
    private static String path(String address) {
        var end = address.split("[?#]", 2)[0];
        try {
            return URLDecoder.decode(end.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return end;
        }
    }
}
