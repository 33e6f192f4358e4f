package dev.countersign.app.service;

import dev.countersign.app.config.Config;
import dev.countersign.app.config.LogLevel;
import dev.countersign.app.config.StartFailure;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of a serving process: start, serve until asked to stop, stop; every failure one sentence. */
public final class Lifetime {

    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

    private final StopSignal signal = new StopSignal();
    private final AtomicReference<@Nullable StartFailure> failure = new AtomicReference<>();

    /** Runs the body; returns the exit status. */
    public int run(Runnable body) {
        signal.listen();
        int status = 1;
        try {
            body.run();
            status = report(failure.get());
        } catch (Waits.Stopped askedToStop) {
            status = report(failure.get());
        } catch (StartFailure failed) {
            status = report(failed);
        } catch (RuntimeException unexpected) {
            LOG.error("failed unexpectedly", unexpected);
            System.err.println("countersign: failed unexpectedly (" + unexpected.getMessage() + "); the log says more");
        } finally {
            signal.finish(status);
        }
        return status;
    }

    private static int report(@Nullable StartFailure failure) {
        if (failure == null) {
            return 0;
        }
        System.err.println("countersign: " + failure.getMessage());
        return failure.status();
    }

    /** Stops as if asked to, because going on is impossible. Any thread. */
    public void giveUp(StartFailure reason) {
        failure.compareAndSet(null, reason);
        signal.stop();
    }

    /**
     * Serves until the process is asked to stop, and stops.
     *
     * @param serving called once requests are answered
     * @param stopping called once the process was asked to stop
     */
    public void serve(Config config, Clock clock, Consumer<Node> serving, Runnable stopping) {
        LogLevel.set(config.log().level());
        var node = new Node(config, clock);
        try {
            node.start(waits());
            serving.accept(node);
            signal.await();
            stopping.run();
        } finally {
            node.stop(new Waits(() -> false));
        }
    }

    /** Until the process is asked to stop. */
    public void await() {
        signal.await();
    }

    /** Waiting that ends when the process is asked to stop. */
    public Waits waits() {
        return new Waits(signal::isAsked);
    }
}
