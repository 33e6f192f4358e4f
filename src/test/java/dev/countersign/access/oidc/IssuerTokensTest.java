package dev.countersign.access.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.access.Actor;
import dev.countersign.access.Caller;
import dev.countersign.access.Credential;
import dev.countersign.access.Grant;
import dev.countersign.access.Grants;
import dev.countersign.access.InvalidRule;
import dev.countersign.access.Permission;
import dev.countersign.access.Recognition;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.tuf.RepositoryName;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerTokensTest {
    private static final String ISSUER = "https://issuer.example";
    private static final String OTHER_ISSUER = "https://other.example";
    private static final TestIssuer.Pair KEY = TestIssuer.ec("k", "p256");
    private static final TestIssuer.Pair OTHER_KEY = TestIssuer.ec("k", "p256");
    private static final Grants GRANTS =
            new Grants(List.of(Grant.parse("artifacts:app/**", Optional.of(RepositoryName.DEFAULT))));
    private static final Json.Obj CLAIMS = TestIssuer.claims(ISSUER)
            .with("repository_id", new Json.Str("7"))
            .with("ref", new Json.Str("refs/tags/v1"));

    private static final ClaimRule RULE =
            new ClaimRule(Map.of("repository_id", is("7"), "ref", is("refs/tags/*")), GRANTS);

    private final IssuerTokens tokens = new IssuerTokens(
            Map.of(
                    issuer(ISSUER, RULE),
                    published(ISSUER, KEY),
                    issuer(OTHER_ISSUER, new ClaimRule(Map.of("sub", is("a")), GRANTS)),
                    published(OTHER_ISSUER, OTHER_KEY)),
            Clock.fixed(TestIssuer.NOW, ZoneOffset.UTC),
            () -> 0);

    private static IssuerDocuments published(String issuer, TestIssuer.Pair key) {
        var document = Json.object()
                .put("issuer", issuer)
                .put("jwks_uri", issuer + "/keys")
                .build();
        return (address, _) -> Future.succeededFuture(
                address.getPath().equals("/keys") ? TestIssuer.keySet(key) : Bytes.utf8(document.toText()));
    }

    private static Issuer issuer(String id, ClaimRule... rules) {
        return new Issuer(id, Set.of("countersign"), Set.of(JwsAlgorithm.ES256), Optional.empty(), List.of(rules));
    }

    private static ClaimCondition is(String pattern) {
        return new ClaimCondition.OneOf(List.of(new ClaimPattern(pattern)));
    }

    @Test
    void aTokenWhoseClaimsMeetARuleIsACaller() {
        var expected = new Caller(
                new Actor.IssuerSubject(ISSUER, "repo:octo/app:ref:refs/tags/v1"),
                GRANTS,
                Optional.of(TestIssuer.NOW.plusSeconds(300)));

        var token = TestIssuer.token("ES256", KEY, CLAIMS);
        assertThat(recognise(new Credential.Bearer(token))).isEqualTo(new Recognition.Known(expected));
        assertThat(recognise(new Credential.Basic("x", token))).isEqualTo(new Recognition.Known(expected));
    }

    @Test
    void anyOfSeveralAudiencesIsEnough() {
        known(CLAIMS.with("aud", Json.strings(List.of("another", "countersign"))));
    }

    @Test
    void whatIsNotRightIsNobody() {
        unknown(CLAIMS.with("aud", new Json.Str("another")), "audience");
        unknown(CLAIMS.with("aud", new Json.Str("countersign/")), "audience");
        unknown(CLAIMS.with("iss", new Json.Str(ISSUER + "/")), "issuer is none");
        unknown(CLAIMS.with("iss", new Json.Str(OTHER_ISSUER)), "no rule");
        unknown(CLAIMS.with("iss", new Json.Str(OTHER_ISSUER)).with("sub", new Json.Str("a")), "signature");
        unknown(CLAIMS.with("exp", new Json.Int(TestIssuer.NOW.getEpochSecond() - 60)), "expired");
        unknown(CLAIMS.with("nbf", new Json.Int(TestIssuer.NOW.getEpochSecond() + 60)), "to come");
        unknown(CLAIMS.with("repository_id", new Json.Str("8")), "no rule");
        unknown(CLAIMS.without("repository_id"), "no rule");
        unknown(CLAIMS.with("ref", new Json.Str("refs/heads/main")), "no rule");
        assertThat(reason(new Credential.Bearer(TestIssuer.token("ES256", OTHER_KEY, CLAIMS))))
                .contains("signature");
        assertThat(reason(new Credential.Bearer(TestIssuer.token("RS256", TestIssuer.rsa("k"), CLAIMS))))
                .contains("not one of the issuer's algorithms");
        assertThat(reason(new Credential.Bearer("cs_abc"))).isNotEmpty();
        assertThat(reason(new Credential.None())).isNotEmpty();
    }

    @Test
    void grantsOfAllRulesThatAreMetCount() {
        var read = new Grants(List.of(Grant.everywhere(Permission.READ)));
        var issuer = issuer(
                ISSUER,
                RULE,
                new ClaimRule(Map.of("sub", is("repo:octo/*:**")), read),
                new ClaimRule(Map.of("sub", is("b")), read));

        assertThat(issuer.grants(CLAIMS).all())
                .containsExactly(GRANTS.all().getFirst(), read.all().getFirst());
    }

    @Test
    void aRuleThatEveryTokenMeetsIsRefused() {
        for (var claims : List.of(
                Map.<String, ClaimCondition>of(),
                Map.of("repository", is("**")),
                Map.of("a", is("*"), "b", (ClaimCondition) new ClaimCondition.EveryMember(Map.of("c", is("***")))))) {
            assertThatThrownBy(() -> new ClaimRule(claims, GRANTS))
                    .isInstanceOf(InvalidRule.class)
                    .hasMessageContaining("every token");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "issuer.example",
                "http://issuer.example",
                "https://issuer.example?a",
                "https://a:b@c",
                "ftp://x",
                ""
            })
    void anIssuerIsAnAddressThatCanBeTrusted(String id) {
        assertThatThrownBy(() -> issuer(id, RULE)).isInstanceOf(InvalidRule.class);
    }

    private void known(Json.Obj claims) {
        assertThat(recognise(new Credential.Bearer(TestIssuer.token("ES256", KEY, claims))))
                .isInstanceOf(Recognition.Known.class);
    }

    private void unknown(Json.Obj claims, String reason) {
        assertThat(reason(new Credential.Bearer(TestIssuer.token("ES256", KEY, claims))))
                .contains(reason);
    }

    private String reason(Credential credential) {
        return ((Recognition.Unknown) recognise(credential)).reason();
    }

    private Recognition recognise(Credential credential) {
        return tokens.recognise(credential).result();
    }
}
