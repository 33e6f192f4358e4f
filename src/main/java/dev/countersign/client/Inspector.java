package dev.countersign.client;

import dev.countersign.client.Observation.Severity;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.Signed;
import dev.countersign.tuf.TrustedMetadata;
import dev.countersign.tuf.key.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a repository as a client does and as a monitor would: from the first root to the last role, everything is
 * fetched, verified, and compared with the visit before. Goes on after a problem and tells of all of them. For one use.
 */
public final class Inspector {
    private final RecordingSource source;
    private final MetadataCache cache;
    private final ClientSettings settings;
    private final ExpiryNotice notice;
    private final Consumer<String> progress;
    private final Instant now;
    private final List<Observation> findings = new ArrayList<>();
    private final TreeMap<String, Visited.VisitedFile> visited = new TreeMap<>();
    private final Set<RoleName> seen = new HashSet<>();
    private final Set<RoleName> failed = new HashSet<>();
    private @Nullable TargetFiles content;
    private long targets;

    /**
     * Nothing is read yet.
     *
     * @param cache what earlier runs have trusted
     * @param progress is told what is being read
     */
    public Inspector(
            MetadataSource source,
            MetadataCache cache,
            ClientSettings settings,
            ExpiryNotice notice,
            Consumer<String> progress) {
        this.source = new RecordingSource(source);
        this.cache = cache;
        this.settings = settings;
        this.notice = notice;
        this.progress = progress;
        this.now = settings.clock().instant();
    }

    /** Has the content of every target fetched and checked, too. */
    public void checkContent(TargetFiles files) {
        content = files;
    }

    /**
     * Reads everything.
     *
     * @param root to start from
     * @throws ClientException.Unreachable when the repository cannot be reached, and for what {@link
     *     ClientException.Denied} and {@link ClientException.StoreFailed} say
     */
    public Inspection run(Bytes root, Visited before) {
        try {
            var view = new TufClient(source, cache, root, settings).refresh();
            inspect(view);
            compare(before);
            return result(view);
        } catch (ClientException.Untrusted | ClientException.Missing e) {
            found(Severity.PROBLEM, "the repository", String.valueOf(e.getMessage()));
            return result(null);
        }
    }

    private Inspection result(@Nullable RepositoryView view) {
        return new Inspection(view, new Visited(visited), source.hashes(), seen.size(), targets, findings);
    }

    private void inspect(RepositoryView view) {
        roots(view);
        topLevel(RoleName.ROOT, view, view.root());
        topLevel(RoleName.TIMESTAMP, view, view.timestamp());
        topLevel(RoleName.SNAPSHOT, view, view.snapshot());
        topLevel(RoleName.TARGETS, view, view.targets());
        targetsOf(view.topLevelTargets());
        new RoleWalk(view, new Walker(view)).run();
        nobodysRoles(view);
    }

    /** Clients that were shipped with the first root must be able to follow; what is published never changes. */
    private void roots(RepositoryView view) {
        TrustedMetadata chain = null;
        for (int version = RootSuccession.FIRST_VERSION;
                version <= view.root().signed().version();
                version++) {
            var name = RoleName.ROOT.fileName(version);
            progress.accept(name);
            var file = source.fetch(name, settings.limits().root()).orElse(null);
            if (file == null) {
                found(Severity.WARNING, name, "it is missing: clients that trust an earlier root cannot follow");
                chain = null;
                continue;
            }
            visited.put(name, new Visited.VisitedFile(version, file.sha256().hex()));
            chain = followed(chain, name, file);
        }
        if (chain != null && !chain.root().signedBytes().equals(view.root().signedBytes())) {
            found(Severity.PROBLEM, "root", "the first root leads to another root than the one that is trusted");
        }
    }

    private @Nullable TrustedMetadata followed(@Nullable TrustedMetadata chain, String name, Bytes file) {
        try {
            if (chain == null) {
                return TrustedMetadata.startingFrom(file);
            }
            chain.root(file);
            return chain;
        } catch (InvalidInput e) {
            found(Severity.PROBLEM, name, "clients that trust an earlier root cannot follow: " + e.getMessage());
            return null;
        }
    }

    private void topLevel(RoleName role, RepositoryView view, Metadata<?> metadata) {
        var name = name(role, view, metadata.signed());
        requirePublished(role, name);
        expiry(role, metadata.signed(), isByService(view, view.root().signed().role(role)));
        size(role, name);
        if (!role.equals(RoleName.ROOT)) {
            visit(role.metaName(), name, metadata.signed());
        }
    }

    /** A client that has the file already does not ask for it; others do. */
    private void requirePublished(RoleName role, String name) {
        if (source.files().containsKey(name)) {
            return;
        }
        progress.accept(name);
        var file = source.fetch(name, settings.limits().largest()).orElse(null);
        if (file == null) {
            found(Severity.PROBLEM, name, "it is missing");
        } else if (!cache.load(role.value()).equals(Optional.of(file))) {
            found(Severity.PROBLEM, name, "it is not the file that was trusted before");
        }
    }

    private static String name(RoleName role, RepositoryView view, Signed signed) {
        return RoleFiles.name(role, signed.version(), view.consistentSnapshot());
    }

    /** A service keeps the timestamp's keys; what it signs with the same ones, it renews by itself. */
    private static boolean isByService(RepositoryView view, Role role) {
        return role.keyids().equals(view.root().signed().timestamp().keyids());
    }

    private void expiry(RoleName role, Signed signed, boolean byService) {
        if (notice.isDue(signed, byService, now)) {
            found(Severity.WARNING, role.value(), "version " + signed.version() + " expires at " + signed.expires());
        }
    }

    private void size(RoleName role, String name) {
        var file = source.files().get(name);
        if (file != null && file.length() > Limits.maxBytes(role)) {
            found(
                    Severity.WARNING,
                    name,
                    "it has " + file.length() + " bytes; some clients take at most " + Limits.maxBytes(role));
        }
    }

    private void visit(String key, String name, Signed signed) {
        var file = source.files().get(name);
        if (file != null) {
            visited.put(key, new Visited.VisitedFile(signed.version(), file.sha256()));
        }
    }

    private void targetsOf(TrustedRole role) {
        seen.add(role.name());
        targets += role.content().targets().size();
        var files = content;
        if (files == null) {
            return;
        }
        role.content().targets().forEach((path, target) -> {
            progress.accept(path.value());
            try {
                files.check(path, target, _ -> {});
            } catch (ClientException.Untrusted | ClientException.Missing e) {
                found(Severity.PROBLEM, path.value(), String.valueOf(e.getMessage()));
            }
        });
    }

    /** Roles that were once delegated stay in the snapshot for ever. */
    private void nobodysRoles(RepositoryView view) {
        var met = Stream.concat(seen.stream(), failed.stream())
                .map(RoleName::metaName)
                .collect(Collectors.toSet());
        long count = view.snapshot().signed().meta().keySet().stream()
                .filter(name -> name.endsWith(".json") && !met.contains(name))
                .count();
        if (count > 0) {
            found(Severity.NOTE, "snapshot", "it lists " + count + " roles that nobody delegates to any more");
        }
    }

    private void compare(Visited before) {
        before.files().forEach((name, earlier) -> {
            var now = visited.get(name);
            if (now == null) {
                return;
            }
            if (now.version() < earlier.version()) {
                found(
                        Severity.PROBLEM,
                        name,
                        "it went back from version " + earlier.version() + " to " + now.version());
            } else if (now.version() == earlier.version() && !now.sha256().equals(earlier.sha256())) {
                found(
                        Severity.PROBLEM,
                        name,
                        "version " + now.version() + " has other bytes than at the last visit: SHA-256 " + now.sha256()
                                + ", before " + earlier.sha256());
            }
        });
    }

    private void found(Severity severity, String about, String text) {
        findings.add(new Observation(severity, about, text));
    }

    private final class Walker implements RoleWalk.Visitor {
        private final RepositoryView view;

        Walker(RepositoryView view) {
            this.view = view;
        }

        @Override
        public void role(TrustedRole role, TrustedRole delegator) {
            var name = name(role.name(), view, role.content());
            progress.accept(name);
            if (seen.contains(role.name())) {
                return;
            }
            targetsOf(role);
            size(role.name(), name);
            visit(role.name().metaName(), name, role.content());
            var delegations = delegator.content().delegations();
            if (delegations != null) {
                delegations
                        .roleOf(role.name())
                        .ifPresent(keys -> expiry(role.name(), role.content(), isByService(view, keys)));
            }
        }

        @Override
        public void unlisted(RoleName role, RoleName delegator) {
            found(
                    Severity.WARNING,
                    role.value(),
                    delegator + " delegates to it, and the snapshot does not list it: clients report an error for its"
                            + " paths");
        }

        @Override
        public void failed(RoleName role, RoleName delegator, ClientException why) {
            switch (why) {
                case ClientException.Untrusted untrusted -> problem(role, delegator, untrusted);
                case ClientException.Missing missing -> problem(role, delegator, missing);
                case ClientException.Denied denied -> throw denied;
                case ClientException.Unreachable unreachable -> throw unreachable;
                case ClientException.StoreFailed storeFailed -> throw storeFailed;
            }
        }

        private void problem(RoleName role, RoleName delegator, ClientException why) {
            failed.add(role);
            found(Severity.PROBLEM, role.value(), why.getMessage() + " (delegated to by " + delegator + ")");
        }
    }
}
