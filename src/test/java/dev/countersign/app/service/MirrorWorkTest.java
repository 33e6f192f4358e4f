package dev.countersign.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.countersign.app.TestTerm;
import dev.countersign.app.config.DeclaredMirror;
import dev.countersign.mirror.MirrorFailure;
import dev.countersign.mirror.MirrorStore;
import dev.countersign.node.Directory;
import dev.countersign.node.FileMemory;
import dev.countersign.node.LiveRepositories;
import dev.countersign.repository.Examples;
import dev.countersign.repository.MemoryMirrors;
import dev.countersign.repository.MemoryRepositories;
import dev.countersign.repository.Mirror;
import dev.countersign.repository.MirrorName;
import dev.countersign.repository.MirrorPlace;
import dev.countersign.repository.Mirrors;
import dev.countersign.repository.Repositories.ServedRepository;
import dev.countersign.repository.RepositoryId;
import dev.countersign.tuf.RepositoryName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Mirrors of a configuration that says they are in a new place. */
class MirrorWorkTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final ServedRepository DEFAULT =
            new ServedRepository(RepositoryId.DEFAULT, RepositoryName.DEFAULT, NOW);
    private static final MirrorName DISK = new MirrorName("disk");
    private static final MirrorPlace OLD = new MirrorPlace.Folder("/srv/old", false);
    private static final MirrorPlace NEW = new MirrorPlace.Folder("/srv/new", false);

    private final MemoryMirrors mirrors = new MemoryMirrors();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(MirrorWork.class);
    private final MirrorWork work = work();

    /** What somebody else does after this node has looked, and before it asks for a change. */
    private Runnable before = () -> {};

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void close() {
        work.ended();
        logger.detachAppender(log);
    }

    private MirrorWork work() {
        var directory = new Directory(new MemoryRepositories());
        var live = new LiveRepositories(
                directory,
                _ -> {
                    throw new UnsupportedOperationException();
                },
                new FileMemory(1),
                System::nanoTime);
        InstantSource clock = () -> NOW;
        var metrics = new MirrorMetrics(new SimpleMeterRegistry(), clock);
        var news = new MirrorNews(directory, _ -> new Conditions(), metrics, clock, System::nanoTime);
        var house = new MirrorWork.MirrorHouse(overtaken(), MirrorWorkTest::away, directory, live, _ -> {}, news);
        var declared = List.of(new DeclaredMirror(RepositoryName.DEFAULT, DISK, NEW));
        return new MirrorWork(house, declared, new Mirrors.SweepRule(Duration.ofDays(1), 1), clock, System::nanoTime);
    }

    private static MirrorStore away(MirrorPlace place) {
        throw new MirrorFailure.Away(place.text() + " is away");
    }

    /** By whoever changes one immediately before. */
    private Mirrors overtaken() {
        return (Mirrors) Proxy.newProxyInstance(
                Mirrors.class.getClassLoader(), new Class<?>[] {Mirrors.class}, (_, what, with) -> {
                    if (what.getName().equals("change")) {
                        before.run();
                    }
                    try {
                        return what.invoke(mirrors, with);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Mirror old() {
        return mirrors.add(DEFAULT, DISK, OLD, NOW, Examples.ORIGIN).result();
    }

    private List<String> said() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private void look() {
        work.leading(new TestTerm());
        assertThat(work.look().succeeded()).isTrue();
    }

    private MirrorPlace place() {
        return mirrors.of(RepositoryId.DEFAULT).result().getFirst().mirror().place();
    }

    @Test
    void oneThatIsElsewhereIsMovedAndThatIsSaid() {
        var _ = old();

        look();

        assertThat(place()).isEqualTo(NEW);
        assertThat(said()).containsExactly("default has the mirror disk now, as the configuration says: /srv/new");
    }

    @Test
    void ofOneThatSomebodyElseHasMovedMeanwhileNothingIsSaid() {
        var mirror = old();
        var third = new MirrorPlace.Folder("/srv/third", false);
        before = () -> assertThat(mirrors.change(DEFAULT, mirror, third, NOW, Examples.ORIGIN)
                        .result())
                .isTrue();

        look();

        assertThat(place()).isEqualTo(third);
        assertThat(said()).isEmpty();
    }
}
