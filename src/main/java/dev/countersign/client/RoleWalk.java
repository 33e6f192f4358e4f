package dev.countersign.client;

import dev.countersign.tuf.RoleName;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Goes through all targets roles that the snapshot of a view lists and somebody delegates to, in the order of a search.
 * Each is fetched anew and verified as each of its delegators vouches for it; nothing is kept of it. Several files are on
 * their way at once.
 */
final class RoleWalk {
    private static final int AT_ONCE = 8;

    private final RepositoryView view;
    private final Visitor visitor;
    private final Instant now;
    private final Set<Edge> walked = new HashSet<>();

    /** What is met on the way. Called by the thread that walks. */
    interface Visitor {
        /** A role, verified; once for each delegator. */
        void role(TrustedRole role, TrustedRole delegator);

        /** A role that is delegated to, and not in the snapshot. */
        void unlisted(RoleName role, RoleName delegator);

        /** A role that cannot be had or must not be trusted; what it delegates to is not seen. */
        void failed(RoleName role, RoleName delegator, ClientException why);
    }

    private record Edge(RoleName delegator, RoleName role) {}

    RoleWalk(RepositoryView view, Visitor visitor) {
        this.view = view;
        this.visitor = visitor;
        this.now = view.settings().clock().instant();
    }

    void run() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                below(view.topLevelTargets(), threads);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private void below(TrustedRole delegator, ExecutorService threads) {
        var names = new ArrayList<RoleName>();
        for (var name : delegator.content().delegated()) {
            if (!walked.add(new Edge(delegator.name(), name))) {
                continue;
            }
            if (view.snapshot().signed().fromJson(name) == null) {
                visitor.unlisted(name, delegator.name());
            } else {
                names.add(name);
            }
        }
        var coming = new ArrayDeque<Future<TrustedRole>>();
        int asked = 0;
        for (var name : names) {
            for (; asked < names.size() && coming.size() < AT_ONCE; asked++) {
                var next = names.get(asked);
                coming.add(threads.submit(() -> load(next, delegator)));
            }
            TrustedRole role;
            try {
                role = FetchedBeside.await(coming.remove());
            } catch (ClientException e) {
                visitor.failed(name, delegator.name(), e);
                continue;
            }
            visitor.role(role, delegator);
            below(role, threads);
        }
    }

    private TrustedRole load(RoleName role, TrustedRole delegator) {
        return new TrustedRole(
                role,
                view.files()
                        .fetch(
                                role,
                                view.top().listed(role),
                                view.consistentSnapshot(),
                                file -> view.top().delegated(role, file, delegator.name(), delegator.content(), now)));
    }
}
