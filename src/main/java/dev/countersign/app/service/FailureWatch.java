package dev.countersign.app.service;

import dev.countersign.publish.Observer;
import dev.countersign.publish.Obstacle;
import dev.countersign.publish.SignsOfLife;
import dev.countersign.repository.Head;
import dev.countersign.repository.Leadership.Term;
import dev.countersign.tuf.RoleName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An observer that passes everything on to another, and tells failures to a listener as well. */
record FailureWatch(Observer next, Consumer<RuntimeException> failures) implements Observer {

    @Override
    public void failed(RuntimeException cause) {
        next.failed(cause);
        failures.accept(cause);
    }

    @Override
    public void published(Head head, int submissions, int files, long bytes, Duration took) {
        next.published(head, submissions, files, bytes, took);
    }

    @Override
    public void expiries(Map<RoleName, Instant> topLevel, Instant firstDelegated) {
        next.expiries(topLevel, firstDelegated);
    }

    @Override
    public void blocked(@Nullable Obstacle why) {
        next.blocked(why);
    }

    @Override
    public void signing(@Nullable SignsOfLife roles) {
        next.signing(roles);
    }

    @Override
    public void swept(int removed) {
        next.swept(removed);
    }

    @Override
    public void leading(Term term) {
        next.leading(term);
    }

    @Override
    public void following() {
        next.following();
    }

    @Override
    public void progress(String what) {
        next.progress(what);
    }
}
