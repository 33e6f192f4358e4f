package dev.countersign.cli.repository;

import dev.countersign.cli.Terminal;
import dev.countersign.client.FetchedBeside;
import dev.countersign.client.MetadataSource;
import dev.countersign.json.Bytes;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.TopLevelMetadata;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads the roles that verified {@code targets.json} delegates to, several at once, each verified as it comes. */
record DelegatedFiles(MetadataSource source, TopLevelMetadata top, Targets delegator, Instant now) {
    private static final int AT_ONCE = 8;

    /** Where progress cannot be shown, it is told after as many roles. */
    private static final int NOTED_ROLES = 2_000;

    void read(SpooledFiles files, Terminal terminal) {
        var roles = listed();
        var coming = new ArrayDeque<Future<Optional<Bytes>>>();
        int asked = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (int read = 1; read <= roles.size(); read++) {
                    for (; asked < roles.size() && coming.size() < AT_ONCE; asked++) {
                        var role = roles.get(asked);
                        coming.add(threads.submit(() -> fetch(role)));
                    }
                    var name = name(roles.get(read - 1));
                    FetchedBeside.await(coming.remove()).ifPresent(file -> files.add(name, file));
                    tell(terminal, read, roles.size());
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private List<RoleName> listed() {
        return delegator.delegated().stream()
                .filter(role -> top.snapshot().signed().fromJson(role) != null)
                .toList();
    }

    private String name(RoleName role) {
        return role.fileName(top.listed(role).version());
    }

    /** What is in it is not kept: several large ones are on their way. */
    private Optional<Bytes> fetch(RoleName role) {
        return VerifiedFile.fetch(
                        source,
                        role,
                        top.listed(role),
                        file -> top.delegated(role, file, RoleName.TARGETS, delegator, now))
                .map(VerifiedFile::bytes);
    }

    private static void tell(Terminal terminal, int read, int all) {
        var progress = "read " + read + " of " + all + " roles";
        terminal.progress(progress);
        if (!terminal.showsProgress() && read % NOTED_ROLES == 0) {
            terminal.note(progress);
        }
    }
}
