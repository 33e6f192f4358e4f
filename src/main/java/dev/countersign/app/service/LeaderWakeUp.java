package dev.countersign.app.service;

import dev.countersign.concurrent.Coalesced;
import dev.countersign.node.Leader;
import dev.countersign.repository.CurrentPublication;
import dev.countersign.repository.RepositoryId;

/**
 * Tells whoever publishes that submissions of this node to a repository are durable: its own leader, or, while another
 * node leads, all nodes. At most one such message is under way; losing one only means that the leader looks a few
 * seconds later.
 */
final class LeaderWakeUp implements Runnable {

    private final Leader leader;
    private final RepositoryId repository;
    private final Coalesced<Void> announcements;

    LeaderWakeUp(CurrentPublication wakeUps, Leader leader, RepositoryId repository) {
        this.leader = leader;
        this.repository = repository;
        // Every node knows publication 0: it is the message alone that counts.
        this.announcements = new Coalesced<>(() -> wakeUps.announce(0));
    }

    @Override
    public void run() {
        if (leader.leads()) {
            leader.wake(repository);
        } else {
            var _ = announcements.ask();
        }
    }
}
