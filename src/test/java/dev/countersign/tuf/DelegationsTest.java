package dev.countersign.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.tuf.key.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DelegationsTest {
    private static final TestSigner DANA = TestSigner.of(4);

    private static DelegatedRole role(String name, String... patterns) {
        return new DelegatedRole(
                new RoleName(name), List.of(DANA.id()), 1, true, new PathSet.Paths(List.of(patterns)), Json.Obj.EMPTY);
    }

    private static Json.Obj object(String text) {
        return Json.parseObject(Bytes.utf8(text), JsonLimits.METADATA);
    }

    @ParameterizedTest
    @CsvSource({
        "releases/*, releases/a.tgz, true",
        "releases/*, releases/a/b.tgz, false",
        "*, a, true",
        "*, a/b, false",
        "*/*, a/b, true",
        "*.tgz, a.tgz, true",
        "*.tgz, a.zip, false",
        "a*b*c, axxbyyc, true",
        "a*b*c, axxbyy, false",
        "a?c, abc, true",
        "a?c, a/c, false",
        "a?c, ac, false",
        "?, 😀, true",
        "[ab]x, bx, true",
        "[ab]x, cx, false",
        "[!ab]x, cx, true",
        "[!ab]x, ax, false",
        "[a-c]x, bx, true",
        "[a-c]x, dx, false",
        "[]]x, ]x, true",
        "[a-]x, -x, true",
        "[ax, [ax, true",
        "{a}, {a}, true",
        "{a}, a, false",
        "*, .hidden, true",
        "A, a, false",
        "a**b, ab, true",
        "***, abc, true"
    })
    void matchesAsThePythonClientDoes(String pattern, String path, boolean expected) {
        assertThat(role("r", pattern).matches(new TargetPath(path))).isEqualTo(expected);
    }

    @Test
    void aHostilePatternTakesNoTime() {
        var pattern = "*a".repeat(90) + "b";
        assertThat(role("r", pattern).matches(new TargetPath("a".repeat(180)))).isFalse();
    }

    @Test
    void matchesLeadingDigitsOfTheHash() {
        var path = new TargetPath("file.txt");
        assertThat(new PathSet.PathHashPrefixes(List.of("00", "aadf3")).matches(path))
                .isTrue();
        assertThat(new PathSet.PathHashPrefixes(List.of("ab")).matches(path)).isFalse();
        assertThatThrownBy(() -> new PathSet.PathHashPrefixes(List.of("AA"))).isInstanceOf(InvalidInput.class);
    }

    @Test
    void searchesRolesInTheirOrder() {
        var delegations = new Delegations(
                TestSigner.keys(DANA),
                new Delegates.Roles(List.of(role("b", "x/*"), role("a", "*/*"), role("c", "y"))));
        assertThat(delegations.rolesFor(new TargetPath("x/1")))
                .containsExactly(new Delegation(new RoleName("b"), true), new Delegation(new RoleName("a"), true));
        assertThat(delegations.roleOf(new RoleName("c"))).contains(new Role(List.of(DANA.id()), 1));
        assertThat(delegations.roleOf(new RoleName("d"))).isEmpty();
    }

    @Test
    void aBinIsTerminating() {
        var delegations = new Delegations(TestSigner.keys(DANA), new SuccinctRoles(List.of(DANA.id()), 1, 8, "bins"));
        assertThat(delegations.rolesFor(new TargetPath("target-0")))
                .containsExactly(new Delegation(new RoleName("bins-8b"), true));
        assertThat(delegations.roleOf(new RoleName("bins-00"))).isPresent();
        assertThat(delegations.roleOf(new RoleName("bins-000"))).isEmpty();
    }

    @Test
    void keepsUnknownMembersOfARole() {
        var text = "{\"name\":\"prod\",\"keyids\":[],\"threshold\":1,\"terminating\":true,\"paths\":[\"prod/*\"],"
                + "\"x-rstuf-expire-policy\":30}";
        var role = DelegatedRole.fromJson(object(text));
        assertThat(role.unrecognized().get("x-rstuf-expire-policy")).isEqualTo(new Json.Int(30));
        assertThat(role.toJson().toText()).isEqualTo(text);
        assertThat(role.withKeys(List.of(DANA.id()), 1).role()).isEqualTo(new Role(List.of(DANA.id()), 1));
    }

    @Test
    void printsWhatItParsed() {
        var delegations = new Delegations(TestSigner.keys(DANA), new SuccinctRoles(List.of(DANA.id()), 1, 14, "bins"));
        assertThat(Delegations.fromJson(delegations.toJson())).isEqualTo(delegations);
        var named =
                new Delegations(TestSigner.keys(DANA), new Delegates.Roles(List.of(role("a", "x"), role("b", "y"))));
        assertThat(Delegations.fromJson(named.toJson())).isEqualTo(named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"keyids\":[]|\"keyids\":[\"unknown\"]",
                "\"keyids\":[]|\"keyids\":[\"k\",\"k\"]",
                "\"keyids\":[]|\"keyids\":\"k\"",
                "\"threshold\":1|\"threshold\":0",
                "\"terminating\":true|\"terminating\":1",
                "\"terminating\":true|\"x\":true",
                "\"paths\":[]|\"x\":[]",
                "\"paths\":[]|\"paths\":[],\"path_hash_prefixes\":[]",
                "\"paths\":[]|\"paths\":[1]",
                "\"paths\":[]|\"path_hash_prefixes\":[\"XY\"]",
                "\"name\":\"a\"|\"name\":\"root\"",
                "\"name\":\"a\"|\"name\":\"\"",
                "\"name\":\"a\"|\"name\":\"b\"",
                "\"roles\":|\"x\":",
                "\"roles\":|\"succinct_roles\":{},\"roles\":",
                "\"keys\":{}|\"keys\":[]"
            })
    void refusesDelegationsThatClientsRefuse(String part, String wrong) {
        var role = "{\"name\":\"a\",\"keyids\":[],\"threshold\":1,\"terminating\":true,\"paths\":[]}";
        var text = "{\"keys\":{},\"roles\":[" + role + "," + role.replace("\"a\"", "\"b\"") + "]}";
        assertThat(Delegations.fromJson(object(text)).toJson().toText()).isEqualTo(text);
        assertThat(text).contains(part);
        assertThatThrownBy(() -> Delegations.fromJson(object(text.replace(part, wrong))))
                .isInstanceOf(InvalidInput.class);
    }
}
