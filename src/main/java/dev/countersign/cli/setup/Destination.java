package dev.countersign.cli.setup;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a package manager is to go, and what it needs to get in.
 *
 * @param registry without credentials
 * @param authority null when the system trusts the guard's certificate
 * @param token to show to the guard; null when it asks for none
 */
record Destination(
        URI registry,
        @Nullable AuthorityFile authority,
        @Nullable String token) {
    /** Any name will do. */
    static final String USER = "countersign";

    /** One that anybody gets to. */
    static Destination open(URI registry) {
        return new Destination(registry, null, null);
    }

    Optional<AuthorityFile> authorityFile() {
        return Optional.ofNullable(authority);
    }

    Optional<String> secret() {
        return Optional.ofNullable(token);
    }

    /** The address with the token in it, for package managers that take it from there. */
    String address() {
        var text = registry.toString();
        return token == null ? text : text.replaceFirst("//", "//" + USER + ":" + token + "@");
    }

    @Override
    public String toString() {
        return registry.toString();
    }
}
