package dev.countersign.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.client.RepositoryView;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.packages.Discrepancy;
import dev.countersign.packages.Listing;
import dev.countersign.packages.ProjectList;
import dev.countersign.packages.TargetNames;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.TufException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
    private final RegistryDocuments documents;
    private final ProjectLists lists;
    private final Canaries canaries;
    private final GuardCounts counts;
    private final ExecutorService threads;
    private final Semaphore looks = new Semaphore(LOOKS_AT_ONCE);
    private final Semaphore pagesUnderWay = new Semaphore(PAGES_AT_ONCE);
    private final Cache<PageKey, MadePage> pages;
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
            RegistryDocuments documents,
            ProjectLists lists,
            Canaries canaries,
            GuardCounts counts,
            ExecutorService threads,
            int pageMemory) {
        this.address = address;
        this.targets = targets;
        this.artifacts = artifacts;
        this.documents = documents;
        this.lists = lists;
        this.canaries = canaries;
        this.counts = counts;
        this.threads = threads;
        this.pages = Caffeine.newBuilder()
                .maximumWeight(pageMemory)
                .<PageKey, MadePage>weigher((_, made) -> made.page().memory() + 1024)
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
        return targetOf(project, file)
                .orElseThrow(() -> Withheld.unsigned(Withheld.shown(project.isEmpty() ? file : project + "/" + file)));
    }

    /** The same; empty when there can be no such target. */
    public Optional<TargetPath> targetOf(String project, String file) {
        try {
            return Optional.of(names().artifact(project, file));
        } catch (TufException.InvalidName impossible) {
            return Optional.empty();
        }
    }

    /** Whether the newest metadata lists a target; nothing is refreshed for this. */
    public boolean isSigned(TargetPath path) {
        return targets.findAtHand(targets.view(), path).isPresent();
    }

    /**
     * What a document says.
     *
     * @throws Withheld when it is not what the ecosystem has agreed on
     */
    public <T> T read(FetchedIndex document, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (InvalidInput e) {
            throw Upstream.away(document.address(), Withheld.shown(String.valueOf(e.getMessage())));
        }
    }

    /** An address of the registry; each segment of the path is escaped as it must be. */
    public URI at(String path) {
        return address.below(path);
    }

    /** An address of the registry of which the path is escaped already. */
    public URI atEscaped(String path) {
        return address.belowEscaped(path);
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

    /** Why something that cannot be signed is not served. */
    public Withheld missing(Object what, ContentSource source) {
        return artifacts.missing(what, source, address.credentials());
    }

    /** The verified content of a target; the caller closes it. */
    public VerifiedContent open(TargetPath path, ContentSource source) {
        return artifacts.open(path, source, address.credentials());
    }

    /** A document as the registry has it now. */
    public FetchedIndex document(URI at, String accept) {
        return documents.fetch(at, accept, address.credentials());
    }

    /** The same as it was when it was last asked for; empty when it is not kept any more. */
    public Optional<FetchedIndex> lastDocument(URI at, String accept) {
        return documents.last(at, accept, address.credentials());
    }

    /**
     * Where an index says that a file is: what it said when it was last asked for, and when nothing can be had there any more, what
     * it says now.
     */
    public ContentSource listed(URI index, String accept, String file, Function<FetchedIndex, Listing> reader) {
        ContentSource now = listedNow(index, accept, file, reader);
        return () -> lastListed(index, accept, file, reader)
                .map(last -> ContentSource.at(last).or(now))
                .orElse(now)
                .addresses();
    }

    /** Where an index says that a file is now. */
    public ContentSource listedNow(URI index, String accept, String file, Function<FetchedIndex, Listing> reader) {
        return () -> List.of(address(document(index, accept), file, reader)
                .orElseThrow(() -> new Withheld(
                        Withheld.Why.NOT_THERE, "the registry's index does not list " + Withheld.shown(file))));
    }

    /** Where an index said that a file is when it was last asked for. */
    public Optional<URI> lastListed(URI index, String accept, String file, Function<FetchedIndex, Listing> reader) {
        return lastDocument(index, accept).flatMap(document -> address(document, file, reader));
    }

    private Optional<URI> address(FetchedIndex document, String file, Function<FetchedIndex, Listing> reader) {
        return read(document, () -> reader.apply(document)).address(file);
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

        /**
         * Those files of an index that are signed, by their names. By the signed list of the project, when there is one:
         * then the index must show all of it, as it is there.
         *
         * @throws Withheld when the index hides something that is signed, or shows it as something else
         */
        public Map<String, TargetFile> find(String project, Listing listing) {
            return list(project)
                    .map(list -> listed(list, project, listing))
                    .orElseGet(() -> findEach(project, listing));
        }

        /** Whether this guard goes by lists. */
        public boolean isByLists() {
            return lists.isKept();
        }

        /** The signed list of a project; empty when there is none, or this guard does not go by lists. */
        public Optional<ProjectList> list(String project) {
            return lists.find(view, names(), project);
        }

        private Map<String, TargetFile> listed(ProjectList list, String project, Listing listing) {
            for (var difference : list.compare(listing)) {
                if (!(difference instanceof Discrepancy.Extra)) {
                    throw new Withheld(
                            Withheld.Why.CHANGED,
                            "the index of " + Withheld.shown(project) + " is not what was signed: " + told(difference));
                }
            }
            var found = new HashMap<String, TargetFile>();
            for (var file : listing.files()) {
                list.find(file.name()).ifPresent(signed -> found.put(file.name(), signed.content()));
            }
            return found;
        }

        private static String told(Discrepancy difference) {
            var file = Withheld.shown(difference.file());
            return switch (difference) {
                case Discrepancy.Hidden _ -> file + " is missing";
                case Discrepancy.Extra _ -> file + " is added";
                case Discrepancy.Altered altered -> file + " has another " + altered.what();
                case Discrepancy.Yanked yanked -> file + (yanked.shown() ? " is yanked" : " is not yanked any more");
            };
        }

        /** The same file by file, whether there is a list or not; several are looked up at once. */
        public Map<String, TargetFile> findEach(String project, Listing listing) {
            var looking = new LinkedHashMap<String, Future<Optional<TargetFile>>>();
            for (var file : listing.files()) {
                targetOf(project, file.name())
                        .ifPresent(path -> looking.put(file.name(), threads.submit(() -> look(path))));
            }
            var found = new HashMap<String, TargetFile>();
            looking.forEach((name, look) -> OtherThreads.result(look).ifPresent(target -> found.put(name, target)));
            return found;
        }

        private Optional<TargetFile> look(TargetPath path) {
            return OtherThreads.with(looks, () -> targets.findAtHand(view, path));
        }
    }

    /**
     * A page made of a document.
     *
     * @param listed entries of the document
     * @param signed those of them that are signed
     */
    public record MadePage(GuardReply.MadeDocument page, int listed, int signed) {
        /** One whose entries are not looked up. */
        public static MadePage whole(GuardReply.MadeDocument page) {
            return new MadePage(page, 0, 0);
        }

        boolean isComplete() {
            return signed == listed;
        }
    }

    /**
     * Makes a page of a document, or takes the one that was made before of the same.
     *
     * @param variant what else the page depends on
     */
    public GuardReply.MadeDocument page(FetchedIndex document, String variant, Function<SignedSet, MadePage> making) {
        return made(document, variant, making).page();
    }

    /**
     * The same, for clients to whom a page without entries would not tell why, or that would then take what they have in
     * a cache of their own.
     *
     * @throws Withheld the given one, when the document has entries, and none of them is signed
     */
    public GuardReply.MadeDocument pageOfSigned(
            FetchedIndex document, String variant, Withheld whenNone, Function<SignedSet, MadePage> making) {
        var made = made(document, variant, making);
        if (made.signed() == 0 && made.listed() > 0) {
            throw whenNone;
        }
        return made.page();
    }

    private MadePage made(FetchedIndex document, String variant, Function<SignedSet, MadePage> making) {
        var asked = System.nanoTime();
        var view = targets.view();
        var attempt = attempt(document, variant, view, making);
        if (mayBeOutdated(attempt, document) && targets.refreshAfter(asked)) {
            var newer = targets.view();
            if (newer != view) {
                attempt = attempt(document, variant, newer, making);
            }
        }
        return attempt.page();
    }

    private boolean mayBeOutdated(PageAttempt attempt, FetchedIndex document) {
        var made = attempt.made();
        return made == null || (!made.isComplete() && isNews(document));
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

    /** A page as of one view, or why there is none: the index is not what was signed, as far as that view knows. */
    private record PageAttempt(
            @Nullable MadePage made, @Nullable Withheld changed) {
        MadePage page() {
            if (made == null) {
                throw Objects.requireNonNull(changed);
            }
            return made;
        }
    }

    private PageAttempt attempt(
            FetchedIndex document, String variant, RepositoryView view, Function<SignedSet, MadePage> making) {
        var key = key(document, variant, view);
        var before = pages.getIfPresent(key);
        if (before != null) {
            return new PageAttempt(before, null);
        }
        try {
            var made = OtherThreads.with(pagesUnderWay, () -> making.apply(new SignedSet(view)));
            counts.page(made.listed() - made.signed());
            pages.put(key, made);
            return new PageAttempt(made, null);
        } catch (Withheld withheld) {
            if (withheld.why() != Withheld.Why.CHANGED) {
                throw withheld;
            }
            return new PageAttempt(null, withheld);
        }
    }

    /** Names that are always refused, for indexes that lead to them. */
    public Canaries canaries() {
        return canaries;
    }
}
