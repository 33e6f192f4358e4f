package dev.countersign.guard;

import dev.countersign.client.HostAddresses;
import dev.countersign.client.TufClient;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** The parts that all registries of a guard share: what is signed, the cache, the way to the registries. */
public final class GuardEngine implements AutoCloseable {
    private static final int PAGE_MEMORY = 64 << 20;

    private final Vertx vertx;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private final GuardCounts counts;
    private final ArtifactCache cache;
    private final SignedTargets targets;
    private final Upstream upstream;
    private final VerifiedArtifacts artifacts;
    private final RegistryDocuments documents;
    private final ProjectLists lists;
    private final Canaries canaries = new Canaries();
    private final long timer;

    /**
     * How an engine works.
     *
     * @param pace of refreshing metadata
     * @param indexBytes of the largest document of a registry that is read
     * @param lists where the signed lists of projects are; empty to go by single files only
     * @param hosts what names of hosts stand for
     * @param trust whom to trust about certificates of registries, instead of those whom the Java runtime does
     */
    public record EngineSettings(
            SignedTargets.RefreshPace pace,
            int indexBytes,
            Optional<URI> lists,
            HostAddresses hosts,
            Optional<TrustOptions> trust) {}

    /** Takes over the cache, and begins to refresh. */
    public GuardEngine(
            Vertx vertx,
            TufClient client,
            LastVerified last,
            ArtifactCache cache,
            EngineSettings settings,
            InstantSource clock,
            GuardCounts counts) {
        this.vertx = vertx;
        this.counts = counts;
        this.cache = cache;
        this.targets = new SignedTargets(client, last, settings.pace(), clock, counts);
        this.upstream = new Upstream(vertx, settings.trust(), settings.hosts());
        this.artifacts =
                new VerifiedArtifacts(targets, cache, upstream, new RefusedContent(upstream, clock), threads, counts);
        this.documents = new RegistryDocuments(upstream, settings.indexBytes());
        this.lists = new ProjectLists(targets, artifacts, settings.lists().orElse(null));
        this.timer = vertx.setPeriodic(0, settings.pace().every().toMillis(), _ -> refresh());
    }

    private void refresh() {
        if (refreshing.compareAndSet(false, true)) {
            threads.execute(() -> {
                try {
                    targets.refresh();
                } finally {
                    refreshing.set(false);
                }
            });
        }
    }

    /** What the protocol of one registry needs. */
    public GuardedRegistry registry(RegistryAddress address) {
        return new GuardedRegistry(
                address, targets, artifacts, documents, lists, canaries, counts, threads, PAGE_MEMORY);
    }

    public PackageGuard guard(List<PackageGuard.Mount> mounts, PackageGuard.Visitors visitors) {
        return new PackageGuard(vertx, targets, mounts, visitors, threads, canaries, counts);
    }

    public SignedTargets targets() {
        return targets;
    }

    public ArtifactCache cache() {
        return cache;
    }

    public GuardCounts counts() {
        return counts;
    }

    /** Artifacts that are on their way from registries. */
    public int fetchesUnderWay() {
        return artifacts.underWay();
    }

    /** What is being fetched is given up; its beginning stays for the next run. */
    @Override
    public void close() throws IOException {
        vertx.cancelTimer(timer);
        threads.shutdownNow();
        upstream.close();
        cache.close();
    }
}
