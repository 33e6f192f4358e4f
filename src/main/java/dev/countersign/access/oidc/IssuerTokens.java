package dev.countersign.access.oidc;

import dev.countersign.access.Actor;
import dev.countersign.access.Authentication;
import dev.countersign.access.Caller;
import dev.countersign.access.Credential;
import dev.countersign.access.Recognition;
import dev.countersign.access.TokenText;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Callers who show a token of an issuer that is trusted. Any thread. */
public final class IssuerTokens implements Authentication {
    private final Map<String, Trusted> issuers;
    private final Clock clock;

    private record Trusted(Issuer issuer, IssuerKeys keys) {}

    /**
     * @param issuers each with what it publishes
     * @param nanos a steady clock, as {@link System#nanoTime}
     */
    public IssuerTokens(Map<Issuer, IssuerDocuments> issuers, Clock clock, LongSupplier nanos) {
        this.issuers = issuers.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        each -> each.getKey().id(),
                        each -> new Trusted(each.getKey(), keys(each.getKey(), each.getValue(), nanos))));
        this.clock = clock;
    }

    private static IssuerKeys keys(Issuer issuer, IssuerDocuments documents, LongSupplier nanos) {
        return new IssuerKeys(issuer.id(), () -> readKeys(issuer, documents), nanos);
    }

    private static Future<KeySet> readKeys(Issuer issuer, IssuerDocuments documents) {
        return issuer.keys()
                .map(Future::succeededFuture)
                .orElseGet(() -> documents
                        .read(Discovery.address(issuer.id()), Discovery.MAX_BYTES)
                        .map(document -> Discovery.keysOf(issuer.id(), document)))
                .compose(address -> documents.read(address, KeySet.MAX_BYTES))
                .map(KeySet::parse);
    }

    @Override
    public Future<Recognition> recognise(Credential credential) {
        return switch (credential) {
            case Credential.Bearer bearer -> recognise(bearer.text());
            case Credential.Basic basic -> recognise(basic.password());
            case Credential.None _, Credential.UnreadableCredential _, Credential.ClientCertificate _ ->
                unknown("not a token of an issuer");
        };
    }

    /** The signature comes last, because it costs most to verify. */
    private Future<Recognition> recognise(String text) {
        if (TokenText.isMeant(text)) {
            return unknown("a token of ours");
        }
        try {
            var token = Jwt.parse(text);
            var trusted = trusted(token);
            var caller = caller(trusted.issuer, token);
            return trusted.keys
                    .find(token)
                    .map(key -> verified(key, token, caller))
                    .recover(IssuerTokens::unbelieved);
        } catch (UntrustedToken reason) {
            return unknown(reason.getMessage());
        }
    }

    private Trusted trusted(Jwt token) {
        return Optional.ofNullable(issuers.get(token.claims().issuer()))
                .orElseThrow(() -> new UntrustedToken("its issuer is none of access.oidc"));
    }

    /** The caller, if the signature turns out to be the issuer's. */
    private Caller caller(Issuer issuer, Jwt token) {
        var claims = token.claims();
        if (!issuer.algorithms().contains(token.algorithm())) {
            throw new UntrustedToken("alg " + token.algorithm().word() + " is not one of the issuer's algorithms");
        }
        if (claims.audience().stream().noneMatch(issuer.audience()::contains)) {
            throw new UntrustedToken("it is for another audience");
        }
        claims.checkTime(clock.instant());
        var grants = issuer.grants(claims.all());
        if (grants.isEmpty()) {
            throw new UntrustedToken("no rule of its issuer is met by its claims");
        }
        return new Caller(
                new Actor.IssuerSubject(issuer.id(), claims.subject()), grants, Optional.of(claims.expires()));
    }

    private static Recognition verified(IssuerKey key, Jwt token, Caller caller) {
        return key.verifies(token)
                ? new Recognition.Known(caller)
                : new Recognition.Unknown("its signature is not by the key that it names");
    }

    private static Future<Recognition> unbelieved(Throwable failure) {
        return failure instanceof UntrustedToken reason ? unknown(reason.getMessage()) : Future.failedFuture(failure);
    }

    private static Future<Recognition> unknown(@Nullable String reason) {
        return Future.succeededFuture(new Recognition.Unknown(String.valueOf(reason)));
    }
}
