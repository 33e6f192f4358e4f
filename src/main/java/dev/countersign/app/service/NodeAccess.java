package dev.countersign.app.service;

import dev.countersign.access.AnnouncedTokens;
import dev.countersign.access.Authentication;
import dev.countersign.access.Callers;
import dev.countersign.access.Grant;
import dev.countersign.access.Grants;
import dev.countersign.access.KnownTokens;
import dev.countersign.access.Tokens;
import dev.countersign.access.certificate.CertificateHolders;
import dev.countersign.access.oidc.Issuer;
import dev.countersign.access.oidc.IssuerDocuments;
import dev.countersign.access.oidc.IssuerTokens;
import dev.countersign.app.config.Config;
import dev.countersign.app.config.StartFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may call this node: what the configuration says, and the tokens it knows. */
final class NodeAccess {

    private static final Logger LOG = LoggerFactory.getLogger(NodeAccess.class);
    private static final String OPEN = "access.mode is open: whoever reaches the port may do everything; set it to"
            + " required, and give callers tokens";
    private static final Duration USES = Duration.ofSeconds(20);

    private final Config.Access config;
    private final Tokens tokens;
    private final KnownTokens known;
    private final Authentication authentication;

    NodeAccess(Config.Access config, Tokens tokens, Clock clock) {
        this.config = config;
        this.tokens = tokens;
        this.known = new KnownTokens(tokens, clock, Passing.by(clock));
        this.authentication = isOpen() ? Authentication.OPEN : new Callers(anonymous(), ways(clock));
    }

    /** What costs nothing to tell apart first. */
    private List<Authentication> ways(Clock clock) {
        return List.of(
                known,
                new CertificateHolders(config.certificates(), clock),
                new IssuerTokens(documents(), clock, Passing.by(clock)));
    }

    private Map<Issuer, IssuerDocuments> documents() {
        return config.oidc().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Config.Access.TrustedIssuer::issuer, trusted -> HttpsDocuments.trusting(trusted.ca())));
    }

    boolean isOpen() {
        return config.mode() == Config.Access.Mode.OPEN;
    }

    Authentication authentication() {
        return authentication;
    }

    /** Refuses a start with nobody to let in, and says what it means to let everybody in. */
    void requireSomebody(Conditions conditions) {
        if (isOpen()) {
            LOG.warn(OPEN);
            conditions.mention("access", OPEN);
        } else if (known.count() == 0
                && config.oidc().isEmpty()
                && config.certificates().isEmpty()) {
            throw StartFailure.misconfigured("nobody could call this service: there is no token yet (expected: one"
                + " made directly on the database, by: countersign token create --config FILE --name admin --grant all"
                + " --repository '*'; or rules in access.oidc or access.certificates; or access.mode: open, to let"
                + " everybody who reaches the port do everything)");
        }
    }

    /** The tokens, for whoever administers them. */
    Tokens announced() {
        return new AnnouncedTokens(tokens, known);
    }

    private Grants anonymous() {
        return new Grants(config.anonymous().stream().map(Grant::everywhere).toList());
    }

    Future<Void> refresh() {
        return known.refresh();
    }

    /** Goes on reading what changes, and notes what is used. */
    void follow(Vertx vertx) {
        vertx.setPeriodic(
                KnownTokens.LOOK.toMillis(),
                _ -> known.refresh()
                        .onFailure(failure ->
                                LOG.debug("cannot read which tokens have changed: {}", failure.getMessage())));
        vertx.setPeriodic(
                USES.toMillis(),
                _ -> known.writeUses()
                        .onFailure(
                                failure -> LOG.debug("cannot note which tokens were used: {}", failure.getMessage())));
    }
}
