package dev.countersign.http;

import dev.countersign.access.Actor;
import dev.countersign.access.Caller;
import dev.countersign.access.Credential;
import dev.countersign.access.Permission;
import dev.countersign.access.TokenText;

/**
 * What each caller may ask, and each address without being let in. Whoever shows a right token is never kept out by what
 * others do at the same address.
 */
public final class Allowances {
    private static final String REFUSED = "too many requests without a right to what they ask for";
    private static final String ASKED = "too many requests";

    private final Buckets<Actor> actors;
    private final Buckets<ClientAddress> nameless;
    private final Buckets<ClientAddress> refused;

    public Allowances(RateLimits limits) {
        this.actors = new Buckets<>(limits.requests());
        this.nameless = new Buckets<>(limits.requests());
        this.refused = new Buckets<>(limits.refused());
    }

    /**
     * Before it is found out who sends a request. Our own tokens are looked up, which costs less than this; a signature is
     * only verified for an address that has something left.
     *
     * @throws Refusal.TooMany when it has not
     */
    void require(ClientAddress sender, Credential credential) {
        if (isVerified(credential)) {
            refused.require(sender.network(), REFUSED);
        }
    }

    private static boolean isVerified(Credential credential) {
        return switch (credential) {
            case Credential.Bearer(var text) -> !TokenText.isMeant(text);
            case Credential.Basic basic -> !TokenText.isMeant(basic.password());
            case Credential.None _, Credential.ClientCertificate _, Credential.UnreadableCredential _ -> false;
        };
    }

    /** @throws Refusal.TooMany when this one is refused in any case, and others were before */
    void refused(ClientAddress sender) {
        refused.take(sender.network(), REFUSED);
    }

    /**
     * A request of somebody who may make it. Lists of artifacts are bounded by their intake, which says 503.
     *
     * @throws Refusal.TooMany when it is one too many
     */
    void asked(Caller caller, ClientAddress sender, Need need) {
        if (need instanceof Need.Permitted(var permission) && permission == Permission.ARTIFACTS) {
            return;
        }
        switch (caller.actor()) {
            case Actor.Anonymous _, Actor.Anybody _ -> nameless.take(sender.network(), ASKED);
            case Actor.TokenHolder _, Actor.IssuerSubject _, Actor.CertificateHolder _, Actor.Operator _ ->
                actors.take(caller.actor(), ASKED);
        }
    }
}
