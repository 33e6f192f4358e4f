package dev.countersign.http.api;

import dev.countersign.http.Freshness;
import dev.countersign.http.Refusal;
import dev.countersign.repository.Journal;
import dev.countersign.repository.Latest;
import dev.countersign.repository.Repository;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Whether the repository is in a state for an operation. Refusing here saves callers a task that fails; what really may
 * be done is decided when the change is applied, in the order of the journal.
 */
final class Gate {
    private final Latest latest;
    private final Journal journal;
    private final Freshness freshness;

    Gate(Latest latest, Journal journal, Freshness freshness) {
        this.latest = latest;
        this.journal = journal;
        this.freshness = freshness;
    }

    /** The newest publication any node knows of. */
    Future<Latest.View> view() {
        return freshness.ensure().map(done -> latest.view());
    }

    Future<BootstrapState> state() {
        return view().compose(this::state);
    }

    private Future<BootstrapState> state(Latest.View view) {
        return switch (view.repository()) {
            case Repository.Established established ->
                Future.succeededFuture(BootstrapState.finished(established.task()));
            case Repository.Signing signing -> Future.succeededFuture(BootstrapState.signing(signing.task()));
            case Repository.Empty empty ->
                journal.bootstrapAfter(view.head().journal())
                        .map(task -> task.map(BootstrapState::pre).orElse(BootstrapState.NONE));
        };
    }

    /** Passes when the bootstrap has finished; after that it costs nothing. */
    Future<Void> requireFinished(String headline, String errorPrefix) {
        if (latest.view().established().isPresent()) {
            return Future.succeededFuture();
        }
        return state().compose(
                        state -> state.isFinished() ? Future.succeededFuture() : refused(headline, errorPrefix, state));
    }

    /** The newest view, whose repository is established. */
    Future<Latest.Usable> finished(String headline, String errorPrefix) {
        return view().compose(view -> view.established()
                .map(Future::succeededFuture)
                .orElseGet(() -> state(view).compose(state -> refused(headline, errorPrefix, state))));
    }

    /** The newest view, in which something may be signed. */
    Future<Latest.View> started(String headline, String errorPrefix) {
        return view().compose(view -> view.repository() instanceof Repository.Empty
                ? state(view).compose(state -> refused(headline, errorPrefix, state))
                : Future.succeededFuture(view));
    }

    private static <T> Future<T> refused(@Nullable String headline, String errorPrefix, BootstrapState state) {
        return Future.failedFuture(new Refusal.NotAccepted(headline, errorPrefix + " State: " + state.word()));
    }
}
