package dev.countersign.http;

import dev.countersign.access.Authentication;
import dev.countersign.access.Grant;
import dev.countersign.access.Grants;
import dev.countersign.access.Permission;
import dev.countersign.access.oidc.ClaimCondition;
import dev.countersign.access.oidc.ClaimPattern;
import dev.countersign.access.oidc.ClaimRule;
import dev.countersign.access.oidc.Issuer;
import dev.countersign.access.oidc.IssuerTokens;
import dev.countersign.access.oidc.JwsAlgorithm;
import dev.countersign.access.oidc.TestIssuer;
import dev.countersign.json.Json;
import dev.countersign.tuf.RepositoryName;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An issuer whose tokens name one permission on one repository, with a rule for each. */
final class SampleIssuer {
    private static final String ID = "https://issuer.example";
    private static final List<RepositoryName> REPOSITORIES =
            List.of(RepositoryName.DEFAULT, new RepositoryName("other"));

    private final TestIssuer.Pair pair = TestIssuer.ec("k", "p256");
    private final TestIssuer.Pair stranger = TestIssuer.ec("k", "p256");

    Authentication tokens() {
        var rules = new ArrayList<ClaimRule>();
        for (var repository : REPOSITORIES) {
            for (var permission : Permission.values()) {
                rules.add(new ClaimRule(
                        Map.of("may", is(permission.word()), "repository", is(repository.value())),
                        new Grants(List.of(Grant.on(repository, permission)))));
            }
        }
        var keys = URI.create(ID + "/keys");
        var issuer = new Issuer(ID, Set.of("countersign"), Set.of(JwsAlgorithm.ES256), Optional.of(keys), rules);
        return new IssuerTokens(
                Map.of(issuer, (_, _) -> Future.succeededFuture(TestIssuer.keySet(pair))),
                Clock.fixed(TestIssuer.NOW, ZoneOffset.UTC),
                () -> 0);
    }

    private static ClaimCondition is(String text) {
        return new ClaimCondition.OneOf(List.of(new ClaimPattern(text)));
    }

    String token(Permission permission, RepositoryName repository) {
        return TestIssuer.token("ES256", pair, claims(permission, repository));
    }

    /** Right but for one thing each: time, audience, issuer, rule, key. */
    List<String> wrongTokens(Permission permission) {
        var right = claims(permission, RepositoryName.DEFAULT);
        return List.of(
                TestIssuer.token("ES256", pair, right.with("exp", new Json.Int(1))),
                TestIssuer.token("ES256", pair, right.with("aud", new Json.Str("another"))),
                TestIssuer.token("ES256", pair, right.with("iss", new Json.Str("https://another.example"))),
                TestIssuer.token("ES256", pair, right.without("may")),
                TestIssuer.token("ES256", stranger, right));
    }

    private static Json.Obj claims(Permission permission, RepositoryName repository) {
        return TestIssuer.claims(ID)
                .with("may", new Json.Str(permission.word()))
                .with("repository", new Json.Str(repository.value()));
    }
}
