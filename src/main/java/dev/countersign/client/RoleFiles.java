package dev.countersign.client;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.MetaFile;
import dev.countersign.tuf.RoleName;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The files of one repository: fetched, or kept from before, and checked before they are kept. */
record RoleFiles(MetadataSource source, MetadataCache cache, ClientLimits limits) {

    /**
     * A role's file: the one kept when it passes the check as it is, else the one from the source, which is kept then.
     *
     * @param consistent whether files have their version in their name (6.2)
     */
    <T> T take(RoleName role, MetaFile meta, boolean consistent, Function<Bytes, T> check) {
        return kept(role, check).orElseGet(() -> renew(role, meta, consistent, check));
    }

    /** The one kept; empty when there is none, or it does not pass the check. */
    <T> Optional<T> kept(RoleName role, Function<Bytes, T> check) {
        return cache.load(role.value()).flatMap(file -> passed(file, check));
    }

    /** The one from the source, which is kept. */
    <T> T renew(RoleName role, MetaFile meta, boolean consistent, Function<Bytes, T> check) {
        return fetch(role, meta, consistent, file -> {
            var checked = check.apply(file);
            cache.store(role.value(), file);
            return checked;
        });
    }

    /** The one from the source; nothing is kept. */
    <T> T fetch(RoleName role, MetaFile meta, boolean consistent, Function<Bytes, T> check) {
        var name = name(role, meta.version(), consistent);
        var file = required(name, limits.bytes(role, meta));
        return checked(name, () -> check.apply(file));
    }

    /** A root always has its version in its name. */
    static String name(RoleName role, int version, boolean consistent) {
        return consistent || role.equals(RoleName.ROOT) ? role.fileName(version) : role.metaName();
    }

    Bytes required(String name, int maxBytes) {
        return source.fetch(name, maxBytes)
                .orElseThrow(() -> new ClientException.Missing("there is no " + name + " at " + source
                        + "; is the address that of a TUF repository's metadata?"));
    }

    private static <T> Optional<T> passed(Bytes file, Function<Bytes, T> check) {
        try {
            return Optional.of(check.apply(file));
        } catch (InvalidInput e) {
            return Optional.empty();
        }
    }

    /** @throws ClientException.Untrusted when the check refuses, naming the file */
    static <T> T checked(String file, Supplier<T> check) {
        try {
            return check.get();
        } catch (InvalidInput e) {
            throw new ClientException.Untrusted(file + " cannot be trusted: " + e.getMessage(), e);
        }
    }
}
