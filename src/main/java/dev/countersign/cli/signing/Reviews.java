package dev.countersign.cli.signing;

import dev.countersign.ceremony.Bundle;
import dev.countersign.ceremony.PendingSignatures;
import dev.countersign.ceremony.Review;
import dev.countersign.ceremony.RootChain;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Questions;
import dev.countersign.cli.holder.TrustOptions;
import dev.countersign.client.ClientSettings;
import dev.countersign.client.MemoryCache;
import dev.countersign.client.MetadataSource;
import dev.countersign.client.TufClient;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.TufException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Reviews of what waits for signatures, with what is published beside it. */
final class Reviews {
    private final PendingSignatures pending;
    private final @Nullable RootChain trusted;
    private final SequencedMap<RoleName, Metadata<Targets>> current;
    private final Instant now;

    /**
     * @param trusted null when no root is trusted: only a first root can be reviewed then
     * @param current the published version of each targets role that waits
     */
    Reviews(
            PendingSignatures pending,
            @Nullable RootChain trusted,
            SequencedMap<RoleName, Metadata<Targets>> current,
            Instant now) {
        this.pending = pending;
        this.trusted = trusted;
        this.current = current;
        this.now = now;
    }

    /** With what is published at a source, verified as a client would. */
    static Reviews online(PendingSignatures pending, Optional<RootChain> trusted, MetadataSource source) {
        var clock = InstantSource.system();
        var current =
                trusted.map(chain -> published(pending, chain, source, clock)).orElse(new LinkedHashMap<>());
        return new Reviews(pending, trusted.orElse(null), current, clock.instant());
    }

    private static SequencedMap<RoleName, Metadata<Targets>> published(
            PendingSignatures pending, RootChain chain, MetadataSource source, InstantSource clock) {
        var current = new LinkedHashMap<RoleName, Metadata<Targets>>();
        var claimed = pending.trustedTargets();
        var roles = pending.roles().keySet().stream()
                .filter(role -> !role.equals(RoleName.ROOT))
                .toList();
        if (roles.isEmpty() || claimed == null) {
            return current;
        }
        var settings = ClientSettings.USUAL.withClock(clock);
        var view = new TufClient(source, new MemoryCache(), chain.files().getLast(), settings).refresh();
        requireNotOlder(claimed, view.targets());
        for (var role : roles) {
            var meta = view.snapshot().signed().fromJson(role);
            if (meta != null) {
                current.put(role, Metadata.parseTargets(fetch(role, meta.version(), source)));
            }
        }
        return current;
    }

    private static Bytes fetch(RoleName role, int version, MetadataSource source) {
        var name = role.fileName(version);
        return source.fetch(name, Limits.maxBytes(role))
                .orElseThrow(() -> new CliFailure.Unverified(
                        name + " is missing, though the published metadata leads to it", null));
    }

    private static void requireNotOlder(Metadata<Targets> claimed, Metadata<Targets> published) {
        int version = claimed.signed().version();
        if (version < published.signed().version()
                || (version == published.signed().version()
                        && !claimed.signedBytes().equals(published.signedBytes()))) {
            throw new TufException.UntrustedMetadata("the server's trusted targets " + version + " is not targets "
                    + published.signed().version() + ", which is published");
        }
    }

    /** The roles that wait. */
    List<RoleName> roles() {
        return List.copyOf(pending.roles().keySet());
    }

    /** The review of one role, or those of all that wait. */
    List<Review> wanted(@Nullable String role) {
        return role == null ? roles().stream().map(this::of).toList() : List.of(of(roleName(role)));
    }

    /** The review of one role: the one named, the only one that waits, or the one that somebody says. */
    Review chosen(@Nullable String role, Questions questions) {
        if (role != null) {
            return of(roleName(role));
        }
        if (roles().size() == 1) {
            return of(roles().getFirst());
        }
        if (!questions.possible()) {
            throw new CliFailure.Misused("which role? These wait: " + names());
        }
        return of(roleName(
                questions.ask("Which role (" + names() + ")", roles().getFirst().value())));
    }

    static RoleName roleName(String name) {
        try {
            return RoleName.publishable(name);
        } catch (InvalidInput e) {
            throw new CliFailure.Misused(String.valueOf(e.getMessage()));
        }
    }

    /**
     * The review of a role that waits.
     *
     * @throws InvalidInput when it must not be signed
     * @throws CliFailure.Misused when no root is trusted
     */
    Review of(RoleName role) {
        var root = pending.root();
        if (role.equals(RoleName.ROOT) && root != null) {
            if (pending.trustedRoot() == null && root.signed().version() == 1) {
                return Review.ofFirstRoot(root, now);
            }
            return Review.ofNextRoot(root, chain("root " + root.signed().version()), pending.trustedRoot(), now);
        }
        var waiting = pending.targets(role);
        if (waiting == null) {
            throw new CliFailure.CommandRefused(role + " does not wait for signatures"
                    + (roles().isEmpty() ? "; nothing does" : " (those that do: " + names() + ")"));
        }
        var targets = pending.trustedTargets();
        if (targets == null) {
            throw new CliFailure.Unverified(
                    "the targets role that delegates to " + role + " is not there; nothing says who may sign", null);
        }
        return Review.ofTargets(
                role, waiting, chain(role.value()), targets, pending.proposals(), current.get(role), now);
    }

    private String names() {
        return String.join(", ", roles().stream().map(RoleName::value).toList());
    }

    private RootChain chain(String what) {
        if (trusted == null) {
            throw TrustOptions.untrusting(what);
        }
        return trusted;
    }

    /** All of it in one file. */
    Bundle bundle() {
        return new Bundle(pending, trusted == null ? List.of() : trusted.files(), current);
    }
}
