package dev.countersign.app;

import dev.countersign.concurrent.Coalesced;
import dev.countersign.publish.Publisher;
import dev.countersign.repository.CurrentPublication;
import dev.countersign.repository.Latest;
import java.util.function.BooleanSupplier;

/**
 * Tells whoever publishes that submissions of this node are durable: its own publisher, or, while another node leads,
 * all nodes, by announcing the newest publication once more. At most one such announcement is under way; losing one
 * only means that the leader looks a few seconds later.
 */
final class LeaderWakeUp implements Runnable {

    private final Publisher publisher;
    private final BooleanSupplier leads;
    private final Coalesced<Void> announcements;

    LeaderWakeUp(CurrentPublication wakeUps, Latest latest, Publisher publisher, BooleanSupplier leads) {
        this.publisher = publisher;
        this.leads = leads;
        this.announcements =
                new Coalesced<>(() -> wakeUps.announce(latest.view().head().publication()));
    }

    @Override
    public void run() {
        publisher.wake();
        if (leads.getAsBoolean()) {
            return;
        }
        var _ = announcements.ask();
    }
}
