package dev.countersign.cli.api;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.FileFailure;
import dev.countersign.cli.Terminal;
import dev.countersign.client.MetadataSource;
import dev.countersign.client.TrustStore;
import dev.countersign.files.SmallFile;
import dev.countersign.json.Bytes;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.RootSuccession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The root that trust in a repository begins with. One that nobody vouches for is never taken without its digest being shown. */
public final class FirstRoot {
    private FirstRoot() {}

    /**
     * The root to start from: the file given, or what is remembered, or what the repository shows.
     *
     * @param onFirstUse whether the last of these may be trusted
     */
    public static Bytes trusted(
            @Nullable Path given, TrustStore store, boolean onFirstUse, MetadataSource source, Terminal terminal) {
        if (given != null) {
            return content(given);
        }
        return store.root().orElseGet(() -> {
            if (!onFirstUse) {
                throw new CliFailure.Misused("no root is trusted for " + source
                        + " yet: give --root FILE, from a source you trust, or --trust-on-first-use");
            }
            return shown(source, terminal)
                    .orElseThrow(() -> new CliFailure.CommandRefused("there is no " + RootSuccession.FIRST_FILE + " at "
                            + source + "; is that the address of its metadata?"));
        });
    }

    /**
     * The first root that a repository shows, or its newest where the first ones are lost, trusted on first use; empty when it
     * shows neither.
     */
    public static Optional<Bytes> shown(MetadataSource source, Terminal terminal) {
        var first = source.fetch(RootSuccession.FIRST_FILE, Limits.ROOT)
                .or(() -> source.fetch(RoleName.ROOT.metaName(), Limits.ROOT));
        first.ifPresent(file -> warn(file, source.toString(), terminal));
        return first;
    }

    /**
     * Tells that a root is trusted on first use.
     *
     * @param from where it came from
     */
    public static void warn(Bytes file, String from, Terminal terminal) {
        terminal.warn("Trusting on first use the root of " + from + "\n  sha256 "
                + file.sha256().hex() + "\n  Compare this with the repository's owner, or with holders of its keys.");
    }

    private static Bytes content(Path file) {
        try {
            return Bytes.wrap(SmallFile.read(file));
        } catch (IOException e) {
            throw new CliFailure.Misused(FileFailure.refused(file, e).getMessage() + " (--root)");
        }
    }
}
