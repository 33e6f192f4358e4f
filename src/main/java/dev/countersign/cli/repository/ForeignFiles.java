package dev.countersign.cli.repository;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Terminal;
import dev.countersign.client.FetchedBeside;
import dev.countersign.client.MetadataSource;
import dev.countersign.client.NewerRoots;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.RootSuccession;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads every file that the timestamp of a repository leads to, and its roots, into a folder. Only its roots are looked at. */
final class ForeignFiles {
    private static final int AT_ONCE = 8;

    /** Where progress cannot be shown, it is told after as many roles. */
    private static final int NOTED_ROLES = 2_000;

    private final MetadataSource source;
    private final SpooledFiles files;
    private final Terminal terminal;

    private ForeignFiles(MetadataSource source, SpooledFiles files, Terminal terminal) {
        this.source = source;
        this.files = files;
        this.terminal = terminal;
    }

    /**
     * Reads everything. What is missing then is found when it is verified.
     *
     * @param trusted a root of the repository, of any version
     * @param files take what is read
     * @throws CliFailure.Unverified when there is another root of the version of the trusted one
     */
    static void read(MetadataSource source, Bytes trusted, SpooledFiles files, Terminal terminal) {
        var reading = new ForeignFiles(source, files, terminal);
        int version = parsed(trusted).signed().version();
        reading.rootsUpTo(version, trusted);
        NewerRoots.read(source, version + 1, files::add);
        reading.whatTheTimestampLeadsTo();
    }

    /** Clients that were shipped with an earlier root follow from there, so all that are still there are kept. */
    private void rootsUpTo(int version, Bytes trusted) {
        var own = RoleName.ROOT.fileName(version);
        var there = kept(own, Limits.ROOT);
        there.ifPresentOrElse(root -> requireSame(own, root, trusted), () -> files.add(own, trusted));
        for (int before = version - 1; before >= RootSuccession.FIRST_VERSION; before--) {
            if (kept(RoleName.ROOT.fileName(before), Limits.ROOT).isEmpty()) {
                return;
            }
        }
    }

    private void whatTheTimestampLeadsTo() {
        try {
            kept(RoleName.TIMESTAMP_FILE, Limits.TIMESTAMP)
                    .ifPresent(timestamp -> snapshot(Metadata.parseTimestamp(timestamp)
                            .signed()
                            .snapshot()
                            .version()));
        } catch (InvalidInput e) {
            throw new CliFailure.Unverified(source + ": " + e.getMessage(), e);
        }
    }

    private void snapshot(int version) {
        kept(RoleName.SNAPSHOT.fileName(version), Limits.SNAPSHOT).ifPresent(file -> {
            var snapshot = Metadata.parseSnapshot(file).signed();
            var listed = snapshot.fromJson(RoleName.TARGETS);
            if (listed == null) {
                return;
            }
            kept(RoleName.TARGETS.fileName(listed.version()), Limits.TARGETS).ifPresent(targets -> {
                var names = new ArrayList<String>();
                for (var role : Metadata.parseTargets(targets).signed().delegated()) {
                    var meta = snapshot.fromJson(role);
                    if (meta != null) {
                        names.add(role.fileName(meta.version()));
                    }
                }
                roles(names);
            });
        });
    }

    /** Several are on their way at once. */
    private void roles(List<String> names) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var coming = new ArrayDeque<Future<Optional<Bytes>>>();
            int asked = 0;
            try {
                for (int at = 0; at < names.size(); at++) {
                    for (; asked < names.size() && coming.size() < AT_ONCE; asked++) {
                        var name = names.get(asked);
                        coming.add(threads.submit(() -> source.fetch(name, Limits.TARGETS)));
                    }
                    var name = names.get(at);
                    FetchedBeside.await(coming.remove()).ifPresent(file -> files.add(name, file));
                    tell(at + 1, names.size());
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private void tell(int read, int all) {
        var progress = "read " + read + " of " + all + " roles";
        terminal.progress(progress);
        if (!terminal.showsProgress() && read % NOTED_ROLES == 0) {
            terminal.note(progress);
        }
    }

    private Optional<Bytes> kept(String name, int maxBytes) {
        var file = source.fetch(name, maxBytes);
        file.ifPresent(found -> files.add(name, found));
        return file;
    }

    private void requireSame(String name, Bytes there, Bytes trusted) {
        if (!parsed(there).signedBytes().equals(parsed(trusted).signedBytes())) {
            throw new CliFailure.Unverified(
                    name + " of " + source + " is another root than the one given (expected: the same)", null);
        }
    }

    private static Metadata<Root> parsed(Bytes file) {
        try {
            return Metadata.parseRoot(file);
        } catch (InvalidInput e) {
            throw new CliFailure.Unverified("no root: " + e.getMessage(), e);
        }
    }
}
