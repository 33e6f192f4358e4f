package dev.countersign.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.WireNames;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RoleNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"bins-00", "a", "releases", "a.targets", "1abc", "10x", "A_b-c.d", "x2026.01"})
    void acceptsNamesThatEveryClientRequestsAlike(String name) {
        assertThat(RoleName.delegated(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "root",
                "Root",
                "TARGETS",
                "snapshot",
                "timestamp",
                "1",
                "10",
                "007",
                "*.json",
                "..",
                ".",
                ".a",
                "-a",
                "_a",
                "a/b",
                "../a",
                "?",
                "#",
                "%2F",
                "a b",
                "é",
                "a\n",
                "constructor",
                "toString",
                "valueOf",
                "__proto__"
            })
    void refusesNamesThatConfuseClientsOrFiles(String name) {
        assertThatThrownBy(() -> RoleName.delegated(name))
                .isInstanceOf(TufException.InvalidName.class)
                .hasMessageContaining("role name: ")
                .hasMessageContaining("expected: ");
    }

    @ParameterizedTest
    @CsvSource({
        "bins, hash bins",
        "BINS, hash bins",
        "bins-0, hash bins",
        "Bins-store, hash bins",
        "trusted_targets, GET metadata/sign",
        "trusted_root, GET metadata/sign",
        "Trusted_x, GET metadata/sign",
        "con, device of Windows",
        "NUL.old, device of Windows",
        "latest_known_time, one client's own"
    })
    void newRolesHaveNoNameThatIsKeptForSomethingElse(String name, String use) {
        assertThatThrownBy(() -> RoleName.newCustom(name))
                .isInstanceOf(TufException.InvalidName.class)
                .hasMessageContaining("\"" + name + "\" (expected: a name that is not kept for ")
                .hasMessageContaining(use);
        assertThat(RoleName.delegated(name).value())
                .as("one from before the rule")
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"binstore", "bins2", "trusted", "trustedx", "console", "a.con", "1.root", "releases"})
    void newRolesMayHaveAnyOtherName(String name) {
        assertThat(RoleName.newCustom(name).value()).isEqualTo(name);
    }

    @Test
    void namesEqualButForCaseClash() {
        assertThat(RoleName.clashes(List.of("a", "Docs", "b", "docs", "A"))).hasSize(2);
        assertThat(RoleName.clashes(List.of("a", "a", "b"))).isEmpty();
    }

    @Test
    void boundsTheLength() {
        assertThat(RoleName.delegated("a".repeat(100)).value()).hasSize(100);
        assertThatThrownBy(() -> RoleName.delegated("a".repeat(101))).isInstanceOf(TufException.InvalidName.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "#", "/x", "../x", "ö", "a b", "Root", "constructor"})
    void othersMayUseNamesThatAreNotPublishedHere(String name) {
        assertThat(new RoleName(name).isTopLevel()).isFalse();
        assertThatThrownBy(() -> RoleName.publishable(name)).isInstanceOf(TufException.InvalidName.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\ud800"})
    void noRoleHasSuchAName(String name) {
        assertThatThrownBy(() -> new RoleName(name)).isInstanceOf(TufException.InvalidName.class);
    }

    @Test
    void theTimestampHasOneFileNameAndOthersOnePerVersion() {
        assertThat(RoleName.TIMESTAMP.fileName(7)).isEqualTo("timestamp.json");
        assertThat(RoleName.ROOT.fileName(2)).isEqualTo("2.root.json");
        assertThat(RoleName.delegated("bins-3f").fileName(7)).isEqualTo("7.bins-3f.json");
    }

    @Test
    void topLevelNamesMayBePublishedToo() {
        assertThat(RoleName.publishable("root")).isEqualTo(RoleName.ROOT);
        assertThat(RoleName.ROOT.isTopLevel()).isTrue();
        assertThat(new RoleName("bins-0").isTopLevel()).isFalse();
        assertThatThrownBy(() -> RoleName.publishable("Root")).isInstanceOf(TufException.InvalidName.class);
    }

    @Test
    void aRefusalShowsHostileCharactersEscaped() {
        assertThatThrownBy(() -> RoleName.delegated("a\u0007\u202e" + "b".repeat(500)))
                .hasMessageContaining("\\u0007\\u202e")
                .message()
                .hasSizeLessThan(300);
    }

    /** The room {@code wire} may not see this one, nor this one it: so the beginning stands in both. */
    @Test
    void noNewRoleIsNamedLikeWhatAnswersSayBesideRoles() {
        var beginning = WireNames.TRUSTED;
        var shorter = beginning.substring(0, beginning.length() - 1);

        assertThat(new RoleName(beginning + "x").problemAsNew()).isPresent();
        assertThat(new RoleName(beginning.toUpperCase(Locale.ROOT)).problemAsNew())
                .isPresent();
        assertThat(new RoleName(shorter + "x").problemAsNew()).isEmpty();
    }
}
