package dev.countersign.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.publish.Draft;
import dev.countersign.publish.MemoryRepository;
import dev.countersign.publish.Observer;
import dev.countersign.publish.Obstacle;
import dev.countersign.publish.Publisher;
import dev.countersign.publish.PublisherSettings;
import dev.countersign.publish.SigningPool;
import dev.countersign.publish.SignsOfLife;
import dev.countersign.publish.WatchedClock;
import dev.countersign.repository.Examples;
import dev.countersign.repository.Head;
import dev.countersign.repository.Journal;
import dev.countersign.repository.Leadership;
import dev.countersign.repository.MemoryRepositories;
import dev.countersign.repository.Repositories;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.RepositoryId;
import dev.countersign.store.Eventually;
import dev.countersign.tuf.RepositoryName;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.key.Key;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaderTest {
    private final MemoryRepositories repositories = new MemoryRepositories();
    private final Directory directory = new Directory(repositories);
    private final Map<RepositoryId, Store> stores = new ConcurrentHashMap<>();
    private final LiveRepositories live =
            new LiveRepositories(directory, this::ports, new FileMemory(1 << 20), System::nanoTime);
    private final List<RepositoryId> begun = new CopyOnWriteArrayList<>();
    private final AtomicInteger caughtUp = new AtomicInteger();
    private final Candidacy candidacy = new Candidacy();
    private volatile Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private final WatchedClock clock =
            new WatchedClock(() -> now, System::nanoTime, () -> Future.succeededFuture(now), 0);
    private final Leader leader = new Leader(
            candidacy,
            repositories,
            directory,
            live,
            this::publisher,
            new Repositories.RetentionTimes(Duration.ofDays(1), 10, Duration.ofDays(1)),
            () -> now,
            new Listening());

    @BeforeEach
    void start() {
        leader.start();
        candidacy.lead();
    }

    @AfterEach
    void stop() {
        stores.values().forEach(store -> {
            store.failure = null;
            store.gate.tryComplete();
        });
        settled(leader.close());
    }

    private RepositoryId create(String name) {
        var id = settled(repositories.create(new RepositoryName(name), false, now, Examples.ORIGIN))
                .id();
        settled(directory.refresh());
        return id;
    }

    private List<RepositoryId> create(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> create(prefix + i)).toList();
    }

    private RepositoryId failing(String name) {
        var id = create(name);
        store(id).failure = new IllegalStateException("this one always fails");
        return id;
    }

    private List<RepositoryId> failing(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> failing(prefix + i)).toList();
    }

    private static Repositories.PendingWork due(RepositoryId id) {
        return new Repositories.PendingWork(id, new Journal.Backlog(0, false, null), true);
    }

    private Repositories.PendingWork asked(RepositoryId id) {
        return new Repositories.PendingWork(id, new Journal.Backlog(1, true, now), true);
    }

    private void look() {
        settled(leader.look());
    }

    private void later(Duration time) {
        now = now.plus(time);
    }

    private long awake(List<RepositoryId> ids) {
        return ids.stream().filter(leader::isAwake).count();
    }

    private void haveTried(List<RepositoryId> ids) throws InterruptedException {
        Eventually.holds(
                "all have tried in vain",
                () -> publishers.stream()
                        .filter(each -> each.publisher().inVainSince().isPresent())
                        .map(Begun::id)
                        .collect(Collectors.toSet())
                        .containsAll(ids));
    }

    @Test
    void thoseThatFailThoughSomebodyWaitsTakeNoPlaceOfThoseNobodyWaitsFor() throws InterruptedException {
        var failing = failing("failing-", 70);
        var work = new ArrayList<>(failing.stream().map(this::asked).toList());
        repositories.setWork(work);
        look();
        haveTried(failing);
        var well = create("well-", 5);
        well.forEach(id -> work.add(due(id)));
        repositories.setWork(work);

        look();

        assertThat(begun).containsAll(well);
    }

    @Test
    void thoseThatNobodyWaitsForAndThatFailMakeRoom() throws InterruptedException {
        var failing = failing("failing-", AwakePublishers.MOST_UNASKED);
        var well = create("well");
        var work = new ArrayList<>(failing.stream().map(LeaderTest::due).toList());
        work.add(due(well));
        repositories.setWork(work);
        look();
        haveTried(failing);
        assertThat(begun).doesNotContain(well);

        later(Duration.ofSeconds(6));
        look();
        Eventually.holds("they end", () -> awake(failing) == 0);
        look();
        assertThat(begun).contains(well);
        assertThat(awake(failing)).isZero();

        later(Setbacks.FIRST);
        look();
        assertThat(awake(failing)).as("are tried again").isGreaterThan(0);
    }

    @Test
    void whoeverHadNoSetbackGoesFirst() throws InterruptedException {
        var failing = failing("failing-", AwakePublishers.MOST_UNASKED + 20);
        var work = new ArrayList<>(failing.stream().map(LeaderTest::due).toList());
        repositories.setWork(work);
        look();
        var first = failing.subList(0, AwakePublishers.MOST_UNASKED);
        haveTried(first);
        later(Duration.ofSeconds(6));
        look();
        Eventually.holds("they end", () -> awake(first) == 0);
        var well = create("well-", AwakePublishers.MOST_UNASKED);
        well.forEach(id -> store(id).hold());
        well.forEach(id -> work.add(due(id)));
        repositories.setWork(work);
        var before = begun.size();

        later(Setbacks.FIRST);
        look();

        assertThat(begun.subList(before, begun.size()))
                .hasSize(AwakePublishers.MOST_UNASKED)
                .doesNotContainAnyElementsOf(first);
    }

    @Test
    void aFewThatFailGoOnTrying() throws InterruptedException {
        var failing = failing("failing-", AwakePublishers.MOST_IN_VAIN);
        repositories.setWork(failing.stream().map(this::asked).toList());
        look();
        haveTried(failing);

        later(Duration.ofMinutes(1));
        look();

        assertThat(awake(failing)).isEqualTo(AwakePublishers.MOST_IN_VAIN);
        Thread.sleep(50);
        assertThat(awake(failing)).isEqualTo(AwakePublishers.MOST_IN_VAIN);
    }

    @Test
    void manyThatFailTakeTurnsAndGoOnAtOnceWhenAsked() throws InterruptedException {
        var failing = failing("failing-", 40);
        repositories.setWork(failing.stream().map(this::asked).toList());
        look();
        haveTried(failing);
        later(Duration.ofSeconds(6));
        look();
        Eventually.holds("most end", () -> awake(failing) == AwakePublishers.MOST_IN_VAIN);
        look();
        assertThat(awake(failing)).isEqualTo(AwakePublishers.MOST_IN_VAIN);

        var resting =
                failing.stream().filter(id -> !leader.isAwake(id)).findFirst().orElseThrow();
        store(resting).failure = null;
        leader.wake(resting);
        assertThat(leader.isAwake(resting)).isTrue();

        later(Setbacks.FIRST);
        look();
        assertThat(awake(failing)).isEqualTo(40);
    }

    @Test
    void whatAnotherNodeHasTakenIsPublishedWithoutAQuestion() {
        var id = create("pypi");
        var questions = repositories.questions();

        leader.heardOf(id);

        assertThat(begun).contains(id);
        assertThat(repositories.questions()).isEqualTo(questions);
    }

    @Test
    void aRepositoryThatIsNotKnownYetIsAskedAbout() throws InterruptedException {
        var id = settled(repositories.create(new RepositoryName("pypi"), false, now, Examples.ORIGIN))
                .id();
        repositories.setWork(List.of(asked(id)));

        leader.heardOf(id);

        Eventually.holds("it is published", () -> begun.contains(id));
    }

    @Test
    void aWakeUpWhileThePublisherOfTheLastTermEndsIsForTheNext() throws InterruptedException {
        var id = create("pypi");
        store(id).hold();
        leader.wake(id);
        Eventually.holds("it reads", () -> store(id).reads.get() == 1);
        candidacy.lose();
        candidacy.lead();

        leader.wake(id);
        assertThat(begun).as("one at a time").containsExactly(id);
        store(id).gate.complete();

        Eventually.holds("the next has begun", () -> begun.size() == 2);
    }

    @Test
    void whatIsDueWhileThePublisherOfTheLastTermEndsIsForTheNext() throws InterruptedException {
        var id = create("pypi");
        store(id).hold();
        leader.wake(id);
        Eventually.holds("it reads", () -> store(id).reads.get() == 1);
        repositories.setWork(List.of(due(id)));
        candidacy.lose();

        candidacy.lead();
        store(id).gate.complete();

        Eventually.holds("the next has begun", () -> begun.size() == 2);
    }

    @Test
    void isNotReadyByWhatAPublisherOfTheLastTermHasRead() throws InterruptedException {
        assertThat(caughtUp).hasValue(1);
        leader.wake(RepositoryId.DEFAULT);
        Eventually.holds("it is idle", () -> idle(RepositoryId.DEFAULT));
        store(RepositoryId.DEFAULT).holdJournal();
        leader.wake(RepositoryId.DEFAULT);
        Eventually.holds("it looks", () -> store(RepositoryId.DEFAULT).isHeld());
        repositories.setWork(List.of(due(RepositoryId.DEFAULT)));
        candidacy.lose();

        candidacy.lead();

        Thread.sleep(50);
        assertThat(caughtUp).as("it has not read what was committed since").hasValue(1);
        store(RepositoryId.DEFAULT).gate.complete();
        Eventually.holds("it has", () -> caughtUp.get() == 2);
        assertThat(store(RepositoryId.DEFAULT).reads).hasValue(2);
    }

    private boolean idle(RepositoryId id) {
        return publishers.stream()
                .anyMatch(
                        each -> each.id().equals(id) && each.publisher().idle().isPresent());
    }

    @Test
    void anOrderlyStopWaitsForWhatCameWhileAPublisherWasGoingToRest() throws InterruptedException {
        var many = create("many-", AwakePublishers.KEPT + 1);
        many.forEach(leader::wake);
        Eventually.holds("all are idle", () -> many.stream().allMatch(this::idle));
        many.forEach(id -> store(id).holdJournal());
        later(Duration.ofMinutes(1));
        look();
        Eventually.holds(
                "one goes to rest", () -> many.stream().anyMatch(id -> store(id).isHeld()));
        var resting = many.stream().filter(id -> store(id).isHeld()).findFirst().orElseThrow();
        var reads = store(resting).reads.get();

        leader.wake(resting);
        var stopped = leader.close();
        many.forEach(id -> store(id).gate.complete());

        settled(stopped);
        assertThat(store(resting).reads.get()).as("the next one has read").isGreaterThan(reads);
        assertThat(many).noneMatch(leader::isAwake);
    }

    /** Else all that publishers ever held would be kept as long as this node leads. */
    @Test
    void theEndOfLeadershipIsHeardOnceHoweverManyPublishersThereAre() throws InterruptedException {
        var heard = candidacy.term().listeners.get();
        var many = create("many-", 20);
        many.forEach(leader::wake);
        Eventually.holds("all are idle", () -> many.stream().allMatch(this::idle));

        assertThat(candidacy.term().listeners).hasValue(heard);

        candidacy.lose();
        Eventually.holds("all have ended", () -> awake(many) == 0);
    }

    @Test
    void nothingIsKeptOfARemovedRepositoryThatFailed() throws InterruptedException {
        var setbacks = new Setbacks(() -> now);
        var publishers = new AwakePublishers(
                repositories,
                directory,
                live,
                this::publisher,
                new Repositories.RetentionTimes(Duration.ofDays(1), 10, Duration.ofDays(1)),
                () -> now,
                setbacks);
        publishers.begin(candidacy.term());
        var id = create("pypi");
        store(id).failure = new RepositoryException.Gone();
        settled(repositories.remove(directory.known(id).orElseThrow(), now, Examples.ORIGIN));

        publishers.wake(id);

        Eventually.holds("it has ended", () -> !publishers.isAwake(id));
        assertThat(directory.known(id)).isEmpty();
        assertThat(setbacks.has(id)).isFalse();
    }

    private record Begun(RepositoryId id, Publisher publisher) {}

    private final List<Begun> publishers = new CopyOnWriteArrayList<>();

    private Publisher publisher(LiveRepository repository, Leadership leadership, Consumer<RuntimeException> failures) {
        begun.add(repository.id());
        var store = store(repository.id());
        var ports = new Publisher.PublisherPorts(
                store,
                repository.files(),
                store,
                store,
                leadership,
                new NobodySigns(),
                store,
                _ -> {},
                repository.latest(),
                () -> dev.countersign.transparency.LogSamples.KEY);
        var publisher = new Publisher(ports, clock, PublisherSettings.DEFAULT, new Failures(failures));
        publishers.add(new Begun(repository.id(), publisher));
        return publisher;
    }

    private Store store(RepositoryId id) {
        return stores.computeIfAbsent(id, _ -> new Store());
    }

    private RepositoryPorts ports(RepositoryId id) {
        var store = store(id);
        return new RepositoryPorts(
                store, _ -> Future.succeededFuture(Optional.empty()), store, store, new NoLog(), store, store);
    }

    private static <T> T settled(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("nothing came within 20 s", e);
        }
    }

    /** An empty repository that may fail, or let its publisher wait. */
    private static final class Store extends MemoryRepository {
        private final AtomicInteger reads = new AtomicInteger();
        private volatile @Nullable RuntimeException failure;
        private volatile Promise<Void> gate = Promise.promise();
        private volatile boolean heldThere;
        private volatile boolean heldInJournal;
        private volatile boolean waits;

        void hold() {
            heldThere = true;
        }

        void holdJournal() {
            heldInJournal = true;
        }

        /** Whether its publisher waits at the journal. */
        boolean isHeld() {
            return waits;
        }

        @Override
        public Future<Committed> current() {
            reads.incrementAndGet();
            var failing = failure;
            if (failing != null) {
                return Future.failedFuture(failing);
            }
            return heldThere ? gate.future().compose(_ -> super.current()) : super.current();
        }

        @Override
        public Future<Piece> after(long position, int maxEntries, long maxBytes) {
            if (!heldInJournal) {
                return super.after(position, maxEntries, maxBytes);
            }
            waits = true;
            return gate.future().compose(_ -> super.after(position, maxEntries, maxBytes));
        }
    }

    /** Leads when the test says so. */
    private static final class Candidacy implements Leadership {
        private Promise<Term> asked = Promise.promise();
        private @Nullable CountedTerm term;

        @Override
        public Future<Term> acquire() {
            return asked.future();
        }

        void lead() {
            var next = new CountedTerm();
            term = next;
            var before = asked;
            asked = Promise.promise();
            before.complete(next);
        }

        void lose() {
            var _ = term().release();
        }

        CountedTerm term() {
            return java.util.Objects.requireNonNull(term);
        }
    }

    /** Counts who listens for its end. */
    private static final class CountedTerm implements Leadership.Term {
        private final Promise<Void> ended = Promise.promise();
        private final AtomicInteger listeners = new AtomicInteger();

        @Override
        public boolean isCertain() {
            return !ended.future().isComplete();
        }

        @Override
        public Future<Void> confirmed() {
            return isCertain() ? Future.succeededFuture() : Future.failedFuture("it has ended");
        }

        @Override
        @SuppressWarnings("unchecked")
        public Future<Void> ended() {
            return (Future<Void>) Proxy.newProxyInstance(
                    Future.class.getClassLoader(), new Class<?>[] {Future.class}, (_, method, arguments) -> {
                        if (method.getName().startsWith("on")
                                || method.getName().equals("compose")) {
                            listeners.incrementAndGet();
                        }
                        return method.invoke(ended.future(), arguments);
                    });
        }

        @Override
        public Future<Void> release() {
            ended.tryComplete();
            return Future.succeededFuture();
        }
    }

    private final class Listening implements Leader.Listener {
        @Override
        public void leading(Leadership.Term term) {}

        @Override
        public void caughtUp(Leadership.Term term) {
            caughtUp.incrementAndGet();
        }

        @Override
        public void ended(Leadership.Term term) {}

        @Override
        public void work(List<Repositories.PendingWork> work) {}
    }

    private static final class NobodySigns implements SigningPool {
        @Override
        public Future<List<Draft.SignedDraft>> sign(Key key, List<Draft> drafts, SignsOfLife signs) {
            return Future.failedFuture("nobody signs");
        }

        @Override
        public Future<Void> check(Key key) {
            return Future.failedFuture("nobody signs");
        }
    }

    private record Failures(Consumer<RuntimeException> failures) implements Observer {
        @Override
        public void published(Head head, int submissions, int files, long bytes, Duration took) {}

        @Override
        public void expiries(Map<RoleName, Instant> topLevel, Instant firstDelegated) {}

        @Override
        public void blocked(@Nullable Obstacle why) {}

        @Override
        public void failed(RuntimeException cause) {
            failures.accept(cause);
        }

        @Override
        public void signing(@Nullable SignsOfLife roles) {}

        @Override
        public void swept(int removed) {}

        @Override
        public void leading(Leadership.Term term) {}

        @Override
        public void following() {}

        @Override
        public void progress(String what) {}
    }
}
