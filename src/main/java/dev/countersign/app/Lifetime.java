package dev.countersign.app;

import java.time.Clock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of a serving process: start, serve until asked to stop, stop; every failure one sentence. */
final class Lifetime {

    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

    private final StopSignal signal = new StopSignal();

    /** Runs the body; returns the exit status. */
    int run(Runnable body) {
        signal.listen();
        int status = 1;
        try {
            body.run();
            status = 0;
        } catch (Waits.Stopped askedToStop) {
            status = 0;
        } catch (StartFailure failure) {
            System.err.println("countersign: " + failure.getMessage());
            status = failure.status();
        } catch (RuntimeException unexpected) {
            LOG.error("failed unexpectedly", unexpected);
            System.err.println("countersign: failed unexpectedly (" + unexpected.getMessage() + "); the log says more");
        } finally {
            signal.finish(status);
        }
        return status;
    }

    /**
     * Serves until the process is asked to stop, and stops.
     *
     * @param serving called once requests are answered
     * @param stopping called once the process was asked to stop
     */
    void serve(Config config, Clock clock, Consumer<Node> serving, Runnable stopping) {
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

    /** Waiting that ends when the process is asked to stop. */
    private Waits waits() {
        return new Waits(signal::isAsked);
    }
}
