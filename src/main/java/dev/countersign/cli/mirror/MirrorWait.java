package dev.countersign.cli.mirror;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.api.MirrorReport;
import dev.countersign.cli.api.ServerOptions;
import java.util.Optional;
import java.util.function.Predicate;

/** Waiting for a mirror, as long as {@code --timeout} says. */
final class MirrorWait {
    private MirrorWait() {}

    /** The mirror, once it is as wanted. */
    static MirrorReport until(ServerOptions options, String name, Predicate<MirrorReport> done) {
        try (var http = options.http()) {
            var api = options.api(http);
            var polling = options.polling();
            return polling.until(
                    () -> Optional.of(polling.whenNotBusy(() -> api.mirror(name)))
                            .filter(done),
                    () -> new CliFailure.TimedOut("mirror " + name + " was not done in time, and goes on: "
                            + api.mirror(name).stands()));
        }
    }
}
