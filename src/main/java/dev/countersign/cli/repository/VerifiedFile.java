package dev.countersign.cli.repository;

import dev.countersign.cli.CliFailure;
import dev.countersign.client.MetadataSource;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.MetaFile;
import dev.countersign.tuf.RoleName;
import java.util.Optional;
import java.util.function.Function;

/** A file of a repository of others that was verified, and what is in it. */
record VerifiedFile<T>(String name, Bytes bytes, T content) {
    /**
     * Fetches one.
     *
     * @return empty when it is not there
     * @throws CliFailure.Unverified when the check refuses it
     */
    static <T> Optional<VerifiedFile<T>> fetch(
            MetadataSource source, String name, int maxBytes, Function<Bytes, T> check) {
        return source.fetch(name, maxBytes)
                .map(file -> new VerifiedFile<>(name, file, verified(name + " of " + source, file, check)));
    }

    /** Fetches one that verified metadata lists, and no more bytes than it states. */
    static <T> Optional<VerifiedFile<T>> fetch(
            MetadataSource source, RoleName role, MetaFile listed, Function<Bytes, T> check) {
        return fetch(source, role.fileName(listed.version()), maxBytes(role, listed), check);
    }

    private static int maxBytes(RoleName role, MetaFile listed) {
        var stated = listed.length();
        int most = Limits.maxBytes(role);
        return stated == null ? most : (int) Math.min(stated, most);
    }

    /** @throws CliFailure.Unverified when the check refuses the file */
    static <T> T verified(String what, Bytes file, Function<Bytes, T> check) {
        try {
            return check.apply(file);
        } catch (InvalidInput e) {
            throw new CliFailure.Unverified(what + " cannot be trusted: " + e.getMessage(), e);
        }
    }
}
