package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.node.Follower;
import dev.countersign.repository.CurrentPublication;
import dev.countersign.repository.Head;
import dev.countersign.repository.Latest;
import dev.countersign.repository.Publications;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A node reads on one event loop while its register answers on another, so that one thread may ask again when a read has
 * ended and the other has not yet heard of it.
 */
class FollowerTest {
    private final Vertx vertx = Vertx.vertx();
    private final ContextInternal reading = context();
    private final ContextInternal answering = context();
    private final MemoryRepository repository = new MemoryRepository();
    private final Latest latest = new Latest();
    private final BlockingQueue<Promise<Void>> announced = new LinkedBlockingQueue<>();
    private final Follower follower = new Follower(new OnContext(), repository, new Register(), latest);

    private ContextInternal context() {
        return ((VertxInternal) vertx).createEventLoopContext();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void whoAsksAtTheVeryEndOfAReadGetsOneThatBeginsLater() throws Exception {
        assertThat(reading.nettyEventLoop()).isNotSameAs(answering.nettyEventLoop());
        commit(1);
        var first = on(reading, follower::refresh);
        var second = on(reading, () -> {
            completeElsewhere();
            return follower.refresh();
        });
        complete();
        first.await(60, TimeUnit.SECONDS);
        second.await(60, TimeUnit.SECONDS);

        for (int publication = 2; publication < 5; publication++) {
            var early = on(reading, follower::refresh);
            commit(publication);
            var late = on(reading, follower::refresh);
            complete();
            early.await(60, TimeUnit.SECONDS);
            assertThat(late.isComplete()).isFalse();
            complete();
            late.await(60, TimeUnit.SECONDS);
            assertThat(latest.view().head().publication()).isEqualTo(publication);
        }
    }

    private <T> Future<T> on(ContextInternal context, Supplier<Future<T>> action) {
        var begun = new CompletableFuture<Future<T>>();
        context.runOnContext(_ -> begun.complete(action.get()));
        return begun.join();
    }

    /** The announcement under way ends, and the thread that asks does not hear of it before it asks again. */
    private void completeElsewhere() {
        var done = new CountDownLatch(1);
        answering.runOnContext(_ -> {
            complete();
            done.countDown();
        });
        awaitUninterruptibly(done);
    }

    private void complete() {
        try {
            announced.take().complete();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void commit(long publication) {
        var head = new Head(publication, 0, Instant.EPOCH, 0, 0, 0, 0);
        var step = new Publications.Step(head, null, List.of(), Map.of(), 0);
        repository.begin(publication - 1).compose(open -> open.commit(step)).await();
    }

    private final class Register implements CurrentPublication {
        @Override
        public Future<Long> newest() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Void> announce(long publication) {
            var promise = answering.<Void>promise();
            announced.add(promise);
            return promise.future();
        }
    }

    private final class OnContext implements Publications {
        @Override
        public Future<java.util.Optional<dev.countersign.transparency.LogKey>> logKey() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Committed> current() {
            var promise = reading.<Committed>promise();
            repository.current().onComplete(promise);
            return promise.future();
        }

        @Override
        public Future<Transaction> begin(long expected) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Integer> sweepFiles(Instant before, int keep, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Integer> sweepTasks(Instant before, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Void> redate(Instant now) {
            throw new UnsupportedOperationException();
        }
    }
}
