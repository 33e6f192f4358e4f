package dev.countersign.app.service;

import dev.countersign.app.config.DeclaredMirror;
import dev.countersign.audit.AuditOrigin;
import dev.countersign.mirror.MirrorPlaces;
import dev.countersign.mirror.MirroredRepository;
import dev.countersign.mirror.Mirroring;
import dev.countersign.node.Directory;
import dev.countersign.node.LiveRepositories;
import dev.countersign.node.LiveRepository;
import dev.countersign.repository.Latest;
import dev.countersign.repository.Leadership;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.MirrorName;
import dev.countersign.repository.MirrorState;
import dev.countersign.repository.MirrorState.MirrorCursor;
import dev.countersign.repository.Mirrors;
import dev.countersign.repository.Repositories;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.RepositoryId;
import dev.countersign.tuf.RepositoryName;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mirrors of all repositories. The node that leads fills them, and adds those that its configuration declares; every node
 * tells how they stand. Any thread.
 */
final class MirrorWork {
    /** Whoever writes the configuration has asked for it. */
    private static final AuditOrigin DECLARED =
            new AuditOrigin("operator:configuration", null, "mirrors", AuditOrigin.NO_BODY);

    private static final Duration EVERY_HOUR = Duration.ofHours(1);
    private static final Logger LOG = LoggerFactory.getLogger(MirrorWork.class);

    /** @param use takes a repository into use on this node, so that its publications are heard of */
    record MirrorHouse(
            Mirrors mirrors,
            MirrorPlaces places,
            Directory directory,
            LiveRepositories live,
            Consumer<LiveRepository> use,
            MirrorNews news) {}

    private final MirrorHouse house;
    private final List<DeclaredMirror> declared;
    private final Mirrors.SweepRule sweeps;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Reminder reminder;

    /** Guarded by this: those that this node fills, by number. */
    private final Map<Long, Mirroring> filled = new HashMap<>();

    private volatile Leadership.@Nullable Term term;

    /** @param nanos a steady clock, as {@link System#nanoTime} */
    MirrorWork(
            MirrorHouse house,
            List<DeclaredMirror> declared,
            Mirrors.SweepRule sweeps,
            InstantSource clock,
            LongSupplier nanos) {
        this.house = house;
        this.declared = declared;
        this.sweeps = sweeps;
        this.clock = clock;
        this.nanos = nanos;
        this.reminder = new Reminder(LOG, nanos);
    }

    /** Whether the configuration of this node says that there is such a mirror. */
    boolean isDeclared(RepositoryName repository, MirrorName name) {
        return declared.stream()
                .anyMatch(each ->
                        each.repository().equals(repository) && each.name().equals(name));
    }

    void leading(Leadership.Term begun) {
        term = begun;
    }

    /** From now on another node may fill them. */
    synchronized void ended() {
        term = null;
        filled.values().forEach(Mirroring::close);
        filled.clear();
    }

    private boolean leads() {
        var current = term;
        return current != null && current.isCertain();
    }

    /** The repository may show something new. Returns at once. */
    synchronized void advanced(RepositoryId repository) {
        filled.values().stream()
                .filter(each -> each.mirror().repository().equals(repository))
                .forEach(Mirroring::wake);
    }

    /** Looks how all of them stand, and has filled what lacks something. Never fails: it is done again soon. */
    Future<Void> look() {
        return house.mirrors()
                .all(sweeps.at(clock.instant()))
                .compose(states -> {
                    house.news().tell(states);
                    return leads() ? declare(states).map(_ -> fill(states)) : Future.succeededFuture();
                })
                .transform(done -> {
                    if (done.failed()) {
                        LOG.debug("cannot look at mirrors", done.cause());
                    }
                    return Future.succeededFuture();
                });
    }

    /** Adds what the configuration declares and is not there, and changes what is elsewhere. */
    private Future<Void> declare(List<MirrorState> states) {
        return Future.join(declared.stream()
                        .map(each -> house.directory()
                                .find(each.repository())
                                .compose(found -> found.map(repository -> declare(each, repository, states))
                                        .orElseGet(Future::succeededFuture)))
                        .toList())
                .mapEmpty();
    }

    private Future<Void> declare(
            DeclaredMirror wanted, Repositories.ServedRepository repository, List<MirrorState> states) {
        var known = states.stream()
                .map(MirrorState::mirror)
                .filter(mirror -> mirror.repository().equals(repository.id())
                        && mirror.name().equals(wanted.name()))
                .findFirst();
        if (known.isPresent() && known.get().place().equals(wanted.place())) {
            return Future.succeededFuture();
        }
        var now = clock.instant();
        var what = "mirrors: " + wanted.name() + " of " + repository.name();
        return known.map(mirror -> house.mirrors().change(repository, mirror, wanted.place(), now, DECLARED))
                .orElseGet(() -> house.mirrors()
                        .add(repository, wanted.name(), wanted.place(), now, DECLARED)
                        .map(_ -> true))
                .transform(done -> {
                    if (done.failed()) {
                        reminder.say(
                                what,
                                EVERY_HOUR,
                                what + " cannot be as the configuration says: "
                                        + done.cause().getMessage()
                                        + known.map(mirror -> "; it stays "
                                                        + mirror.place().text())
                                                .orElse(""));
                    } else if (done.result()) {
                        reminder.over(what, what + " is as the configuration says now");
                        LOG.info(
                                "{} has the mirror {} now, as the configuration says: {}",
                                repository.name(),
                                wanted.name(),
                                wanted.place().text());
                    }
                    // Else somebody else has moved or removed it: the next look sees that.
                    return Future.succeededFuture();
                });
    }

    private @Nullable Void fill(List<MirrorState> states) {
        var byId =
                states.stream().collect(Collectors.toMap(state -> state.mirror().id(), state -> state));
        synchronized (this) {
            filled.entrySet().removeIf(each -> {
                var now = byId.get(each.getKey());
                var gone = each.getValue().isOver()
                        || now == null
                        || !now.mirror().place().equals(each.getValue().mirror().place());
                if (gone) {
                    each.getValue().close();
                }
                return gone;
            });
            if (leads()) {
                states.forEach(state -> filled.computeIfAbsent(state.mirror().id(), _ -> create(state))
                        .look(state));
            }
        }
        return null;
    }

    private Mirroring create(MirrorState state) {
        var mirror = state.mirror();
        var ports = new Mirroring.MirrorPorts(
                house.mirrors(),
                () -> house.places().open(mirror.place()),
                new InUse(mirror.repository()),
                sweeps,
                this::leads,
                clock,
                nanos);
        return new Mirroring(state, ports, house.news());
    }

    /** A repository that is in use on this node as long as it has a mirror. */
    private final class InUse implements MirroredRepository {
        private final RepositoryId id;

        InUse(RepositoryId id) {
            this.id = id;
        }

        private LiveRepository live() {
            var repository =
                    house.directory().known(id).map(house.live()::of).orElseThrow(RepositoryException.Gone::new);
            house.use().accept(repository);
            return repository;
        }

        @Override
        public MetadataFiles files() {
            return live().files();
        }

        @Override
        public Future<NewestShown> newest(long publication) {
            var repository = live();
            return repository
                    .follower()
                    .catchUp(publication)
                    .map(_ -> shown(repository.latest().view()));
        }

        private static NewestShown shown(Latest.View view) {
            return new NewestShown(
                    view.established()
                            .map(usable -> MirrorCursor.of(usable.head()))
                            .orElse(MirrorCursor.NOTHING),
                    view.timestamp());
        }
    }
}
