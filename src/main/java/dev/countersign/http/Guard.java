package dev.countersign.http;

import dev.countersign.access.Authentication;
import dev.countersign.access.Caller;
import dev.countersign.access.Credential;
import dev.countersign.access.Permission;
import dev.countersign.access.Recognition;
import dev.countersign.http.RefusedAccess.Cause;
import dev.countersign.json.Printable;
import dev.countersign.tuf.RepositoryName;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a request in, or not, before its body is read and before anything is looked for: what is refused here tells
 * nothing of what there is.
 */
public final class Guard {
    private static final String EXPECTED =
            " (expected: Authorization: Bearer TOKEN, or a token as the password of Basic)";
    private static final String MISSING = "credentials are missing" + EXPECTED;
    private static final String NOT_VALID = "the credentials are not valid" + EXPECTED;

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    private final Authentication authentication;
    private final Peers peers;
    private final Allowances allowances;
    private final RefusedAccess.Watch watch;

    /** @param watch is told of everything that is refused here */
    public Guard(Authentication authentication, Peers peers, Allowances allowances, RefusedAccess.Watch watch) {
        this.authentication = authentication;
        this.peers = peers;
        this.allowances = allowances;
        this.watch = watch;
    }

    /** Who was let in, and from where. */
    public record Admitted(Caller caller, ClientAddress sender) {}

    /** Fails with a {@link Refusal}, or when nobody can be recognised now. */
    public Future<Admitted> admit(HttpServerRequest request, RequestPurpose purpose) {
        try {
            var peer = peers.of(request);
            var sender = peer.address();
            var credential = CredentialReader.read(request, peer);
            require(sender, credential, purpose);
            return authentication.recognise(credential).map(found -> switch (found) {
                case Recognition.Known(var caller) -> admitted(request, caller, sender, purpose);
                case Recognition.Unknown(var reason) -> throw unknown(request, reason, sender, purpose);
            });
        } catch (Refusal refusal) {
            return Future.failedFuture(refusal);
        }
    }

    /** What is refused to a caller whom {@link #admit} has let in. */
    void refused(Admitted admitted, RequestPurpose purpose) {
        tell(admitted.sender(), Optional.of(admitted.caller()), purpose, Cause.NOT_PERMITTED);
    }

    /** What is refused to a page in a browser, whoever its user is. */
    void refusedPage(HttpServerRequest request, RequestPurpose purpose) {
        tell(peers.of(request).address(), Optional.empty(), purpose, Cause.FOREIGN_PAGE);
    }

    private void require(ClientAddress sender, Credential credential, RequestPurpose purpose) {
        try {
            allowances.require(sender, credential);
        } catch (Refusal.TooMany refusal) {
            tell(sender, Optional.empty(), purpose, Cause.TOO_MANY);
            throw refusal;
        }
    }

    private Refusal unknown(HttpServerRequest request, String reason, ClientAddress sender, RequestPurpose purpose) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("credentials are not valid: {}", Printable.line(reason));
        }
        tell(sender, Optional.empty(), purpose, Cause.NOT_VALID);
        allowances.refused(sender);
        return unauthenticated(request, NOT_VALID);
    }

    private Admitted admitted(HttpServerRequest request, Caller caller, ClientAddress sender, RequestPurpose purpose) {
        if (!has(caller, purpose)) {
            tell(sender, Optional.of(caller), purpose, caller.isAnonymous() ? Cause.MISSING : Cause.NOT_PERMITTED);
            allowances.refused(sender);
            throw caller.isAnonymous()
                    ? unauthenticated(request, MISSING)
                    : new Refusal.NotPermitted(missing(purpose.need(), purpose.repository()));
        }
        try {
            allowances.asked(caller, sender, purpose.need());
        } catch (Refusal.TooMany refusal) {
            tell(sender, Optional.of(caller), purpose, Cause.TOO_MANY);
            throw refusal;
        }
        return new Admitted(caller, sender);
    }

    private void tell(ClientAddress sender, Optional<Caller> caller, RequestPurpose purpose, Cause cause) {
        watch.refused(new RefusedAccess(sender.network(), caller.map(Caller::actor), purpose, cause));
    }

    private static boolean has(Caller caller, RequestPurpose purpose) {
        var grants = caller.grants();
        var repository = purpose.repository();
        return switch (purpose.need()) {
            case Need.Permitted(var permission) ->
                repository
                        .map(name -> grants.allow(permission, name))
                        .orElseGet(() -> grants.allowSomewhere(permission));
            case Need.Recognized _ -> repository.map(grants::concern).orElseGet(() -> !grants.isEmpty());
        };
    }

    static String missing(Need need, Optional<RepositoryName> repository) {
        return switch (need) {
            case Need.Permitted(var permission) -> missing(permission, repository);
            case Need.Recognized _ -> "this needs some permission" + on(repository);
        };
    }

    /** In the words of every refusal for want of a permission. */
    public static String missing(Permission permission, Optional<RepositoryName> repository) {
        return "this needs the permission " + permission.word() + on(repository);
    }

    private static String on(Optional<RepositoryName> repository) {
        return repository.map(name -> " on the repository " + name).orElse("");
    }

    private static Refusal.Unauthenticated unauthenticated(HttpServerRequest request, String sentence) {
        return new Refusal.Unauthenticated(sentence, request.headers().contains(Entrance.MODE));
    }
}
