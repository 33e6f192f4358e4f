package dev.countersign.http;

import dev.countersign.access.Authentication;
import dev.countersign.access.Caller;
import dev.countersign.access.Permission;
import dev.countersign.access.Recognition;
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

    public Guard(Authentication authentication, Peers peers, Allowances allowances) {
        this.authentication = authentication;
        this.peers = peers;
        this.allowances = allowances;
    }

    /**
     * Fails with a {@link Refusal}, or when nobody can be recognised now.
     *
     * @param repository the one in the address; empty for an address that is of none
     */
    public Future<Caller> admit(HttpServerRequest request, Need need, Optional<RepositoryName> repository) {
        try {
            var peer = peers.of(request);
            var sender = peer.address();
            var credential = CredentialReader.read(request, peer);
            allowances.require(sender, credential);
            return authentication
                    .recognise(credential)
                    .map(found -> admitted(request, found, sender, need, repository));
        } catch (Refusal refusal) {
            return Future.failedFuture(refusal);
        }
    }

    private Caller admitted(
            HttpServerRequest request,
            Recognition found,
            ClientAddress sender,
            Need need,
            Optional<RepositoryName> repository) {
        try {
            var caller = switch (found) {
                case Recognition.Known(var known) -> permitted(request, known, need, repository);
                case Recognition.Unknown(var reason) -> {
                    LOG.debug("credentials are not valid: {}", Printable.line(reason));
                    throw unauthenticated(request, NOT_VALID);
                }
            };
            allowances.asked(caller, sender, need);
            return caller;
        } catch (Refusal.Unauthenticated | Refusal.NotPermitted refused) {
            allowances.refused(sender);
            throw refused;
        }
    }

    private static Caller permitted(
            HttpServerRequest request, Caller caller, Need need, Optional<RepositoryName> repository) {
        if (has(caller, need, repository)) {
            return caller;
        }
        throw caller.isAnonymous()
                ? unauthenticated(request, MISSING)
                : new Refusal.NotPermitted(missing(need, repository));
    }

    private static boolean has(Caller caller, Need need, Optional<RepositoryName> repository) {
        var grants = caller.grants();
        return switch (need) {
            case Need.Permitted(var permission) ->
                repository
                        .map(name -> grants.allow(permission, name))
                        .orElseGet(() -> grants.allowSomewhere(permission));
            case Need.Recognized _ -> repository.map(grants::concern).orElseGet(() -> !grants.isEmpty());
        };
    }

    private static String missing(Need need, Optional<RepositoryName> repository) {
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
