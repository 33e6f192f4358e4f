package dev.countersign.repository;

import io.vertx.core.Future;

/**
 * Makes a committed publication the one that readers get: first in the register that every node asks, then on this
 * node, so that no client sees it here before another node would know to look for it. Any thread; it may be repeated.
 */
public final class Announcer {
    private final CurrentPublication current;
    private final Latest latest;

    public Announcer(CurrentPublication current, Latest latest) {
        this.current = current;
        this.latest = latest;
    }

    public Future<Void> show(Latest.View committed) {
        return current.announce(committed.head().publication()).map(_ -> {
            latest.advance(committed);
            return null;
        });
    }
}
