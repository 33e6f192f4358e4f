package dev.countersign.app.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/** The address of a server, which may hold a password; it prints without the password. */
public record ServerUrl(Secret text) {

    /** The url, or empty when it is none, has none of the schemes, or names no host. */
    static Optional<ServerUrl> parse(String text, List<String> schemes) {
        try {
            var uri = new URI(text);
            var known = uri.getScheme() != null && schemes.contains(uri.getScheme()) && uri.getHost() != null;
            return known ? Optional.of(new ServerUrl(new Secret(text))) : Optional.empty();
        } catch (URISyntaxException notAUrl) {
            return Optional.empty();
        }
    }

    /** With its password; for clients, never for people. */
    public URI uri() {
        return URI.create(text.reveal());
    }

    @Override
    public String toString() {
        return masked(text.reveal());
    }

    /** The text with a password between colon and at sign, or in a query, replaced by {@code ***}. */
    static String masked(String text) {
        return text.replaceAll("(?<=://)([^/@:]*):[^/]*@", "$1:***@").replaceAll("(?i)(password=)[^&]*", "$1***");
    }
}
