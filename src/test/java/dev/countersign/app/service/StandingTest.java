package dev.countersign.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.app.TestTerm;
import dev.countersign.http.Freshness;
import dev.countersign.node.Directory;
import dev.countersign.node.FileMemory;
import dev.countersign.node.LiveRepositories;
import dev.countersign.node.LiveRepository;
import dev.countersign.node.RepositoryPorts;
import dev.countersign.repository.CurrentPublication;
import dev.countersign.repository.Head;
import dev.countersign.repository.Publications;
import dev.countersign.repository.Repositories;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RepositoryId;
import dev.countersign.tuf.RepositoryName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Proxy;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StandingTest {

    private final Conditions conditions = new Conditions();
    private final TestTerm term = new TestTerm();
    private final Standing standing = new Standing(conditions);
    private Promise<Publications.Committed> read = Promise.promise();
    private final LiveRepository repository = live();
    private final Freshness freshness = standing.freshness(repository);

    @Test
    void aNodeAnswersOnlyWhileItLeadsAndHasCaughtUp() {
        assertThat(answers()).isFalse();

        standing.leading(term);
        assertThat(answers()).isFalse();

        caughtUp(term);
        assertThat(answers()).isTrue();
        assertThat(conditions.readiness().reads()).isTrue();

        var _ = term.release();
        standing.ended(term);
        assertThat(answers()).isFalse();
        assertThat(conditions.readiness().reads()).isFalse();

        // What another node committed meanwhile must be read before this one answers again.
        read = Promise.promise();
        var next = new TestTerm();
        standing.leading(next);
        assertThat(answers()).isFalse();

        caughtUp(next);
        assertThat(answers()).isTrue();
    }

    @Test
    void aReadThatOutlivesTheTermMakesNobodyAnswer() {
        standing.leading(term);
        var asked = freshness.ensure();
        var _ = term.release();
        standing.ended(term);

        caughtUp(term);

        assertThat(asked.failed()).isTrue();
        assertThat(answers()).isFalse();
        assertThat(conditions.readiness().reads()).isFalse();
    }

    @Test
    void aReadOfAnEarlierTermDoesNotCountForALaterOne() {
        standing.leading(term);
        var _ = freshness.ensure();
        var _ = term.release();
        standing.ended(term);
        standing.leading(new TestTerm());
        var early = read;
        read = Promise.promise();

        early.complete(new Publications.Committed(Head.NONE, new Repository.Empty()));

        assertThat(freshness.ensure().isComplete()).isFalse();
    }

    @Test
    void itIsAskedAgainForEachReadWhetherItLeads() {
        standing.leading(term);
        caughtUp(term);
        assertThat(freshness.ensure().succeeded()).isTrue();

        term.certain = false;
        assertThat(freshness.ensure().failed()).isTrue();

        term.certain = true;
        assertThat(freshness.ensure().succeeded()).isTrue();
    }

    /** A busy machine is late with its heartbeats; that alone is no reason to refuse anybody. */
    @Test
    void inDoubtTheDatabaseIsAskedAndTheRequestWaits() {
        standing.leading(term);
        caughtUp(term);
        term.certain = false;
        var asked = Promise.<Void>promise();
        term.confirmed = asked.future();

        var waiting = freshness.ensure();
        assertThat(waiting.isComplete()).isFalse();
        term.certain = true;
        asked.complete();

        assertThat(waiting.succeeded()).isTrue();
    }

    @Test
    void anAnswerThatComesAfterTheTermIsNoConfirmation() {
        standing.leading(term);
        caughtUp(term);
        term.certain = false;
        var asked = Promise.<Void>promise();
        term.confirmed = asked.future();

        var waiting = freshness.ensure();
        var _ = term.release();
        standing.ended(term);
        asked.complete();

        assertThat(waiting.failed()).isTrue();
    }

    @Test
    void whileItDoesNotAnswerItSaysWhatItWaitsFor() {
        assertThat(conditions.said(Condition.PUBLISHER).orElse("")).startsWith("waiting for PostgreSQL");

        standing.refused(true);
        assertThat(conditions.said(Condition.PUBLISHER).orElse(""))
                .startsWith("another Countersign serves this database");

        // Whether it still does is not known while PostgreSQL is away.
        standing.refused(false);
        assertThat(conditions.said(Condition.PUBLISHER).orElse("")).startsWith("waiting for PostgreSQL");

        standing.leading(term);
        assertThat(conditions.said(Condition.PUBLISHER).orElse("")).startsWith("recovering");
    }

    private boolean answers() {
        return freshness.ensure().succeeded();
    }

    private void caughtUp(TestTerm current) {
        var _ = freshness.ensure();
        read.complete(new Publications.Committed(Head.NONE, new Repository.Empty()));
        standing.caughtUp(current);
    }

    private LiveRepository live() {
        var publications = unused(Publications.class, this::current);
        var repositories = new LiveRepositories(
                new Directory(unused(Repositories.class, Future::succeededFuture)),
                _ -> new RepositoryPorts(null, null, null, publications, null, null, new Register()),
                new FileMemory(1),
                System::nanoTime);
        return repositories.of(
                new Repositories.ServedRepository(RepositoryId.DEFAULT, RepositoryName.DEFAULT, Instant.EPOCH));
    }

    private Future<Publications.Committed> current() {
        return read.future();
    }

    /** Of which only one method is called. */
    private static <T> T unused(Class<T> port, java.util.function.Supplier<Future<?>> answer) {
        return port.cast(
                Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (_, _, _) -> answer.get()));
    }

    private static final class Register implements CurrentPublication {
        @Override
        public Future<Long> newest() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Void> announce(long publication) {
            return Future.succeededFuture();
        }
    }
}
