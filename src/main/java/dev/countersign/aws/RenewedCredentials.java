package dev.countersign.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of the first source that is set up, kept until shortly before they end. Without an end they are looked up
 * again now and then, so that a file that was changed counts. Any thread.
 */
final class RenewedCredentials implements CredentialSource {
    private static final Duration BEFORE_END = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofMinutes(1);

    /** After a renewal that failed: whoever is away is not waited for with every request. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final List<CredentialSource> sources;
    private final InstantSource clock;

    /** Guarded by this, like the next field. */
    private @Nullable AwsCredentials kept;

    private long until;

    RenewedCredentials(List<CredentialSource> sources, InstantSource clock) {
        this.sources = sources;
        this.clock = clock;
    }

    @Override
    public synchronized Optional<AwsCredentials> find() {
        var now = clock.instant();
        var known = kept;
        if (known != null && now.toEpochMilli() < until) {
            return Optional.of(known);
        }
        try {
            return renewed(now);
        } catch (CredentialsUnavailable away) {
            // What has not ended yet goes on being used while its source is away.
            var then = clock.instant();
            var end =
                    Optional.ofNullable(known).flatMap(AwsCredentials::expires).filter(then::isBefore);
            until = Collections.min(List.of(then.plus(PAUSE), end.orElseThrow(() -> away)))
                    .toEpochMilli();
            return Optional.ofNullable(known);
        }
    }

    private Optional<AwsCredentials> renewed(Instant now) {
        var found = sources.stream().flatMap(source -> source.find().stream()).findFirst();
        kept = found.orElse(null);
        until = found.flatMap(AwsCredentials::expires)
                .map(end -> end.minus(BEFORE_END))
                .orElse(now.plus(LOOK))
                .toEpochMilli();
        return found;
    }
}
