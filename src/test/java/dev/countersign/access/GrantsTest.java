package dev.countersign.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.tuf.TargetPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantsTest {
    @ParameterizedTest
    @CsvSource({
        "pypi/**,pypi/a,true",
        "pypi/**,pypi/a/b/c,true",
        "pypi/**,pypi,false",
        "pypi/**,pypix/a,false",
        "pypi/a-**,pypi/a-1/b,true",
        "**,anything/at/all,true",
        "pypi/*,pypi/a,true",
        "pypi/*,pypi/a/b,false",
        "pypi/*.whl,pypi/a.whl,true",
        "pypi/*.whl,pypi/a.zip,false",
        "a?c,abc,true",
        "a?c,a/c,false"
    })
    void aRuleMatchesWhatItSays(String rule, String path, boolean matches) {
        assertThat(PathRule.parse(rule).matches(new TargetPath(path))).isEqualTo(matches);
        assertThat(PathRule.parse(rule).text()).isEqualTo(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "/**", "a//**", "a/**/b", "*/**", "a/?/**", "[ab]", "{a,b}", "a/../b", "***"})
    void aRuleThatWouldBeReadInTwoWaysIsRefused(String rule) {
        assertThatThrownBy(() -> PathRule.parse(rule)).isInstanceOf(InvalidGrant.class);
    }

    @ParameterizedTest
    @CsvSource({
        "a/**,a/b/**,true",
        "a/**,a/**,true",
        "a/**,a/*,true",
        "a/**,a/*/x,true",
        "a/**,a*/x,false",
        "a/**,**,false",
        "a/b/**,a/**,false",
        "**,*,true",
        "*,**,false",
        "a/*,a/b/**,false",
        "a/*,a/b*,true",
        "a/*,a/?,true",
        "a/?,a/*,false",
        "a/?,a/b,true",
        "*/x,a/x,true",
        "*a*b*,*xaxbx*,true",
        "*ab*,*a*b*,false",
        "a/*.whl,a/*,false"
    })
    void aRuleCoversWhatIsNarrower(String wider, String narrower, boolean covers) {
        assertThat(PathRule.parse(wider).covers(PathRule.parse(narrower))).isEqualTo(covers);
    }

    /** Nobody gives away a path that they do not hold: what is covered matches nothing else. */
    @Test
    void whatIsCoveredMatchesNothingMore() {
        var random = new SplittableRandom(12);
        var paths = new ArrayList<TargetPath>();
        for (int i = 0; i < 400; i++) {
            paths.add(new TargetPath(text(random, "ab/", false)));
        }
        int covered = 0;
        for (int i = 0; i < 60_000; i++) {
            var wider = rule(random);
            var narrower = rule(random);
            if (wider.isEmpty() || narrower.isEmpty() || !wider.get().covers(narrower.get())) {
                continue;
            }
            covered++;
            for (var path : paths) {
                assertThat(!narrower.get().matches(path) || wider.get().matches(path))
                        .as(
                                "%s covers %s: %s",
                                wider.get().text(), narrower.get().text(), path.value())
                        .isTrue();
            }
        }
        assertThat(covered).isGreaterThan(1_000);
    }

    private static Optional<PathRule> rule(SplittableRandom random) {
        try {
            var text = text(random, "ab*?/", true);
            return Optional.of(PathRule.parse(random.nextInt(4) == 0 ? text + "**" : text));
        } catch (InvalidGrant refused) {
            return Optional.empty();
        }
    }

    private static String text(SplittableRandom random, String letters, boolean any) {
        var text = new StringBuilder();
        int length = 1 + random.nextInt(6);
        while (text.length() < length) {
            char c = letters.charAt(random.nextInt(letters.length()));
            boolean edge = text.isEmpty() || text.charAt(text.length() - 1) == '/' || text.length() == length - 1;
            text.append(c == '/' && edge && !any ? 'a' : c == '/' && edge ? 'b' : c);
        }
        return text.toString();
    }

    @Test
    void onlyArtifactsHavePaths() {
        assertThatThrownBy(() -> Grant.parse("read:a/**", Optional.empty()))
                .isInstanceOf(InvalidGrant.class)
                .hasMessageContaining("paths for artifacts only");
        assertThatThrownBy(() -> Grant.parse("reed", Optional.empty()))
                .hasMessageContaining("\"reed\" is no permission (expected: one of artifacts, publish, read");
    }

    @Test
    void whatIsStoredIsReadAgain() {
        var grants = new Grants(List.of(
                Grant.everywhere(Permission.ADMIN),
                Grant.parse("artifacts:a/**", Optional.of(new dev.countersign.tuf.RepositoryName("r"))),
                Grant.parse("artifacts:a/*", Optional.empty())));

        assertThat(GrantsCodec.decode(GrantsCodec.encode(grants))).isEqualTo(grants);
    }
}
