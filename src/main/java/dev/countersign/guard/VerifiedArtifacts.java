package dev.countersign.guard;

import dev.countersign.client.Credentials;
import dev.countersign.concurrent.SharedReads;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verified content of targets: from the cache, or fetched from the registry, once however many ask. A fetch goes on when
 * those who asked have gone. Any thread; calls wait.
 */
final class VerifiedArtifacts {
    private static final Logger LOG = LoggerFactory.getLogger(VerifiedArtifacts.class);
    private static final int AT_ONCE = 64;

    private final SignedTargets targets;
    private final ArtifactCache cache;
    private final Upstream upstream;
    private final RefusedContent refused;
    private final Executor threads;
    private final GuardCounts counts;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final SharedReads<SharedFetch, Boolean> fetches = new SharedReads<>(this::begin);

    /** Equal when the content is, wherever it comes from. */
    private static final class SharedFetch {
        private final TargetFile target;
        private final ContentSource source;
        private final Credentials credentials;

        SharedFetch(TargetFile target, ContentSource source, Credentials credentials) {
            this.target = target;
            this.source = source;
            this.credentials = credentials;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof SharedFetch fetch
                    && ContentName.of(fetch.target).equals(ContentName.of(target))
                    && fetch.target.hashes().equals(target.hashes())
                    && fetch.target.length() == target.length();
        }

        @Override
        public int hashCode() {
            return ContentName.of(target).hashCode();
        }
    }

    VerifiedArtifacts(
            SignedTargets targets,
            ArtifactCache cache,
            Upstream upstream,
            RefusedContent refused,
            Executor threads,
            GuardCounts counts) {
        this.targets = targets;
        this.cache = cache;
        this.upstream = upstream;
        this.refused = refused;
        this.threads = threads;
        this.counts = counts;
    }

    /** What is signed of a path; when nothing is, the registry decides whether that is because it has none. */
    TargetFile signed(TargetPath path, ContentSource source, Credentials credentials) {
        return targets.find(path).orElseThrow(() -> missing(path, source, credentials));
    }

    /** Why something that is not signed is not served: the registry may not have it either. */
    Withheld missing(Object path, ContentSource source, Credentials credentials) {
        try {
            for (var address : source.addresses()) {
                try (var answer = upstream.send(Upstream.UpstreamRequest.head(address), credentials)) {
                    if (answer.status() != 404 && answer.status() != 410) {
                        return Withheld.unsigned(path);
                    }
                }
            }
            return new Withheld(Withheld.Why.NOT_THERE, "the registry has no " + Withheld.shown(path));
        } catch (Withheld withheld) {
            return withheld.why() == Withheld.Why.NOT_THERE ? withheld : Withheld.unsigned(path);
        }
    }

    /**
     * The content of a target.
     *
     * @throws Withheld when it is not signed, or the registry has other content
     */
    VerifiedContent open(TargetPath path, ContentSource source, Credentials credentials) {
        var asked = System.nanoTime();
        var target = signed(path, source, credentials);
        try {
            return open(target, source, credentials);
        } catch (Withheld withheld) {
            if (withheld.why() != Withheld.Why.CHANGED) {
                throw named(path, withheld);
            }
            // Perhaps it is we who do not know yet what it was changed to.
            var _ = targets.refreshAfter(asked);
            var newest = signed(path, source, credentials);
            if (newest.equals(target)) {
                throw named(path, withheld);
            }
            return open(newest, source, credentials);
        }
    }

    private static Withheld named(TargetPath path, Withheld withheld) {
        return new Withheld(
                withheld.why(),
                Withheld.shown(path) + ": " + withheld.reason(),
                withheld.again().orElse(null));
    }

    /** The content of a target that was found already. */
    VerifiedContent open(TargetFile target, ContentSource source, Credentials credentials) {
        var here = cache.find(target);
        if (here.isPresent()) {
            counts.hit();
            return here.get();
        }
        var _ = OtherThreads.result(fetches.find(new SharedFetch(target, source, credentials))
                .toCompletionStage()
                .toCompletableFuture());
        return cache.find(target)
                .orElseThrow(() -> new Withheld(
                        Withheld.Why.BUSY,
                        "it was fetched, and evicted at once: the cache of this guard is too small (guard.cache-size)",
                        Duration.ofSeconds(1)));
    }

    private Future<Optional<Boolean>> begin(SharedFetch fetch) {
        return Future.fromCompletionStage(CompletableFuture.supplyAsync(() -> fetched(fetch), threads));
    }

    private Optional<Boolean> fetched(SharedFetch fetch) {
        places.acquireUninterruptibly();
        try (var part = cache.begin(fetch.target)) {
            fetch(fetch, part);
            part.keep();
            counts.fetched(fetch.target.length());
            return Optional.of(true);
        } catch (IOException e) {
            LOG.error("the cache cannot be written", e);
            throw new Withheld(Withheld.Why.BUSY, "the cache of this guard cannot be written", Duration.ofSeconds(10));
        } finally {
            places.release();
        }
    }

    /** That something else was somewhere goes before what is missing or away elsewhere, which would send clients on. */
    private void fetch(SharedFetch fetch, ArtifactCache.CachePart part) throws IOException {
        var why = new ArrayList<Withheld>();
        if (!isFetched(fetch, part, why)) {
            throw why.stream()
                    .filter(each -> each.why() == Withheld.Why.CHANGED)
                    .findFirst()
                    .orElseGet(why::getLast);
        }
    }

    /** Asks each address once, until one has the target; adds why the others have not. */
    private boolean isFetched(SharedFetch fetch, ArtifactCache.CachePart part, List<Withheld> why) throws IOException {
        var tried = new HashSet<URI>();
        try {
            for (var address : fetch.source.addresses()) {
                if (tried.add(address) && isFetched(fetch, part, address, why)) {
                    return true;
                }
            }
        } catch (Withheld nowhereElse) {
            why.add(nowhereElse);
        }
        return false;
    }

    private boolean isFetched(SharedFetch fetch, ArtifactCache.CachePart part, URI address, List<Withheld> why)
            throws IOException {
        try {
            new ContentFetch(upstream, refused, fetch.target, part, address, fetch.credentials).run();
            return true;
        } catch (Withheld withheld) {
            why.add(withheld);
            return false;
        }
    }

    /** How many are on their way. */
    int underWay() {
        return fetches.underWay();
    }
}
