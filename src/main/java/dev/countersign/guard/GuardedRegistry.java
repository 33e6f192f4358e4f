package dev.countersign.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.client.RepositoryView;
import dev.countersign.json.Bytes;
import dev.countersign.packages.TargetNames;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.TufException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * One registry as its protocol sees it: what is signed, verified artifacts, and documents to be rewritten. Calls wait, and
 * throw {@link Withheld} for what is not to be served.
 */
public final class GuardedRegistry {
    private static final int LOOKS_AT_ONCE = 32;
    private static final int PAGES_AT_ONCE = 8;

    /** How long an index that lists what is not signed is a reason to refresh: after that it will not be signed soon. */
    private static final Duration NEWS = Duration.ofMinutes(1);

    private final RegistryAddress address;
    private final SignedTargets targets;
    private final VerifiedArtifacts artifacts;
    private final Documents documents;
    private final GuardCounts counts;
    private final ExecutorService threads;
    private final Semaphore looks = new Semaphore(LOOKS_AT_ONCE);
    private final Semaphore pagesUnderWay = new Semaphore(PAGES_AT_ONCE);
    private final Cache<PageKey, GuardReply.MadeDocument> pages;
    private final Cache<Bytes, Long> firstSeen = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofHours(1))
            .build();

    /** A page is the same as long as these are. */
    private record PageKey(Bytes document, URI from, long timestamp, String variant) {}

    GuardedRegistry(
            RegistryAddress address,
            SignedTargets targets,
            VerifiedArtifacts artifacts,
            Documents documents,
            GuardCounts counts,
            ExecutorService threads,
            int pageMemory) {
        this.address = address;
        this.targets = targets;
        this.artifacts = artifacts;
        this.documents = documents;
        this.counts = counts;
        this.threads = threads;
        this.pages = Caffeine.newBuilder()
                .maximumWeight(pageMemory)
                .<PageKey, GuardReply.MadeDocument>weigher(
                        (_, page) -> page.body().length() + 1024)
                .build();
    }

    /** Where this registry's files are among the targets. */
    public TargetNames names() {
        return address.names();
    }

    /**
     * The path of an artifact among the targets.
     *
     * @throws Withheld when there can be no such target
     */
    public TargetPath target(String project, String file) {
        try {
            return names().artifact(project, file);
        } catch (TufException.InvalidName impossible) {
            throw Withheld.unsigned(Withheld.shown(project.isEmpty() ? file : project + "/" + file));
        }
    }

    /** An address of the registry; each segment of the path is escaped as it must be. */
    public URI at(String path) {
        return address.below(path);
    }

    /** Answers with an artifact, when it is signed and what the registry has is what was signed. */
    public GuardReply artifact(PackageRequest asked, TargetPath path, String contentType, ContentSource source) {
        if (asked.head()) {
            var target = artifacts.signed(path, source, address.credentials());
            return new GuardReply.ArtifactHead(
                    target.length(), ContentName.of(target).etag(), contentType);
        }
        return new GuardReply.SignedArtifact(open(path, source), contentType);
    }

    /** The verified content of a target; the caller closes it. */
    public VerifiedFile open(TargetPath path, ContentSource source) {
        return artifacts.open(path, source, address.credentials());
    }

    /** A document as the registry has it now. */
    public FetchedIndex document(URI at, String accept) {
        return documents.fetch(at, accept, address.credentials());
    }

    /** The same as it was when it was last asked for; empty when that was long ago. */
    public Optional<FetchedIndex> lastDocument(URI at, String accept) {
        return documents.last(at, accept, address.credentials());
    }

    public GuardReply.MadeDocument post(URI at, PostedBody body) {
        return documents.post(at, body, address.credentials());
    }

    /** What is signed, for making one page of an index: all of it as of one moment. */
    public final class SignedSet {
        private final RepositoryView view;

        private SignedSet(RepositoryView view) {
            this.view = view;
        }

        /** Those of these paths that are targets. Several are looked up at once. */
        public Map<TargetPath, TargetFile> find(Collection<TargetPath> paths) {
            var looking = new ArrayList<Map.Entry<TargetPath, Future<Optional<TargetFile>>>>(paths.size());
            for (var path : paths) {
                looking.add(Map.entry(path, threads.submit(() -> look(path))));
            }
            var found = new HashMap<TargetPath, TargetFile>();
            for (var each : looking) {
                result(each.getValue()).ifPresent(target -> found.put(each.getKey(), target));
            }
            return found;
        }

        private Optional<TargetFile> look(TargetPath path) throws InterruptedException {
            looks.acquire();
            try {
                return targets.findAtHand(view, path);
            } finally {
                looks.release();
            }
        }
    }

    /**
     * A page made of a document.
     *
     * @param complete whether everything that the document lists is signed
     */
    public record MadePage(GuardReply.MadeDocument page, boolean complete) {}

    /**
     * Makes a page of a document, or takes the one that was made before of the same.
     *
     * @param variant what else the page depends on
     */
    public GuardReply.MadeDocument page(FetchedIndex document, String variant, Function<SignedSet, MadePage> making) {
        var asked = System.nanoTime();
        var view = targets.view();
        var key = key(document, variant, view);
        var before = pages.getIfPresent(key);
        if (before != null && !isNews(document)) {
            return before;
        }
        var made = before == null ? make(view, making) : new MadePage(before, false);
        if (!made.complete() && isNews(document) && targets.refreshAfter(asked)) {
            var newer = targets.view();
            if (newer != view) {
                made = make(newer, making);
                key = key(document, variant, newer);
            }
        }
        counts.page();
        pages.put(key, made.page());
        return made.page();
    }

    private static PageKey key(FetchedIndex document, String variant, RepositoryView view) {
        return new PageKey(
                document.body().sha256(),
                document.address(),
                view.timestamp().signed().version(),
                variant);
    }

    private boolean isNews(FetchedIndex document) {
        long now = System.nanoTime();
        return now - firstSeen.get(document.body().sha256(), _ -> now) < NEWS.toNanos();
    }

    private MadePage make(RepositoryView view, Function<SignedSet, MadePage> making) {
        return OtherThreads.with(pagesUnderWay, () -> making.apply(new SignedSet(view)));
    }

    /** Entries that a page does not have, since they are not signed. */
    public void leftOut(long entries) {
        counts.pruned(entries);
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw OtherThreads.cause(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OtherThreads.stopping();
        }
    }
}
