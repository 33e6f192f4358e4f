package dev.countersign.app;

import dev.countersign.publish.Publisher;
import dev.countersign.repository.CurrentPublication;
import dev.countersign.repository.Latest;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Tells whoever publishes that submissions of this node are durable: its own publisher, or, while another node leads,
 * all nodes, by announcing the newest publication once more. At most one such announcement is under way; losing one
 * only means that the leader looks a few seconds later.
 */
final class LeaderWakeUp implements Runnable {

    private final CurrentPublication wakeUps;
    private final Latest latest;
    private final Publisher publisher;
    private final BooleanSupplier leads;
    private final AtomicBoolean announcing = new AtomicBoolean();
    private final AtomicBoolean again = new AtomicBoolean();

    LeaderWakeUp(CurrentPublication wakeUps, Latest latest, Publisher publisher, BooleanSupplier leads) {
        this.wakeUps = wakeUps;
        this.latest = latest;
        this.publisher = publisher;
        this.leads = leads;
    }

    @Override
    public void run() {
        publisher.wake();
        if (leads.getAsBoolean()) {
            return;
        }
        again.set(true);
        announce();
    }

    private void announce() {
        if (!announcing.compareAndSet(false, true)) {
            return;
        }
        again.set(false);
        var _ = wakeUps.announce(latest.view().head().publication()).onComplete(_ -> {
            announcing.set(false);
            if (again.get()) {
                announce();
            }
        });
    }
}
