package dev.countersign.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.json.InvalidValue;
import dev.countersign.tuf.TufException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetNamesTest {
    @ParameterizedTest
    @CsvSource({
        "PYPI, Example_Lib.Extra, a-1.0+local-py3-none-any.whl, pypi/example-lib-extra/a-1.0+local-py3-none-any.whl",
        "NPM, @scope/name, name-1.0.0.tgz, npm/@scope/name/-/name-1.0.0.tgz",
        "NPM, JSONStream, JSONStream-1.3.5.tgz, npm/JSONStream/-/JSONStream-1.3.5.tgz",
        "MAVEN, org/example/lib, 1.0/lib-1.0.jar, maven/org/example/lib/1.0/lib-1.0.jar",
        "MAVEN, org.example:lib, 1.0/lib-1.0.jar, maven/org/example/lib/1.0/lib-1.0.jar",
        "GEMS, rails, rails-8.0.0.gem, gems/rails-8.0.0.gem",
        "CARGO, Guard_Demo, Guard_Demo-0.1.0.crate, cargo/guard_demo/Guard_Demo-0.1.0.crate",
        "GO, github.com/BurntSushi/toml, v1.0.0.zip, go/github.com/!burnt!sushi/toml/@v/v1.0.0.zip",
        "GO, github.com/!burnt!sushi/toml, v1.0.0.zip, go/github.com/!burnt!sushi/toml/@v/v1.0.0.zip",
        "FILES, '', models/tiny.bin, files/models/tiny.bin",
    })
    void artifactsStandWhereTheEcosystemHasThem(Ecosystem ecosystem, String project, String file, String path) {
        assertThat(new TargetNames(ecosystem, ecosystem.wireName()).artifact(project, file))
                .hasToString(path);
    }

    @ParameterizedTest
    @CsvSource({
        "PYPI, Example_Lib, pypi/.index/example-lib.json",
        "NPM, @scope/name, npm/.index/@scope/name.json",
        "GEMS, rails, gems/.index/rails.json",
        "MAVEN, org.example:lib, maven/.index/org/example/lib.json",
    })
    void listsStandWhereNoArtifactCan(Ecosystem ecosystem, String project, String path) {
        assertThat(new TargetNames(ecosystem, ecosystem.wireName()).list(project))
                .hasToString(path);
    }

    @Test
    void aListIsNoArtifactOfAnyEcosystem() {
        assertThat(Ecosystem.values()).allSatisfy(ecosystem -> {
            var names = new TargetNames(ecosystem, "p");
            var isFolder = !ecosystem.hasProjects();
            assertThatExceptionOfType(TufException.InvalidName.class)
                    .isThrownBy(
                            () -> names.artifact(isFolder ? "" : ".index", isFolder ? ".index/lib.json" : "lib.json"));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/../b", "/a", "a/", "a b", "a\n", "a\u0000b", "ä"})
    void whatNamesNoProjectIsRefused(String name) {
        assertThat(Arrays.stream(Ecosystem.values()).filter(Ecosystem::hasProjects))
                .allSatisfy(ecosystem -> assertThatExceptionOfType(TufException.InvalidName.class)
                        .as("%s", ecosystem)
                        .isThrownBy(() -> new TargetNames(ecosystem, "p").list(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../other/x.whl", "a/b.whl", "", ".", "x y.whl", "a:b.whl", "x.whl?y"})
    void aFileCannotLeaveItsProject(String file) {
        assertThatExceptionOfType(TufException.InvalidName.class)
                .isThrownBy(() -> new TargetNames(Ecosystem.PYPI, "pypi").artifact("lib", file));
    }

    @Test
    void aTemplateMovesArtifactsAndAnEmptyPrefixLeavesNoSlash() {
        var bare = new TargetNames(Ecosystem.GEMS, "", new TargetTemplate("{file}"));
        assertThat(bare.artifact("rails", "rails-8.0.0.gem")).hasToString("rails-8.0.0.gem");
        assertThat(new TargetNames(Ecosystem.GEMS, "").artifact("rails", "rails-8.0.0.gem"))
                .hasToString("rails-8.0.0.gem");
        assertThat(bare.list("rails")).hasToString(".index/rails.json");
        var simple = new TargetNames(Ecosystem.PYPI, "a/b", new TargetTemplate("{prefix}/simple/{project}/{file}"));
        assertThat(simple.artifact("X.Y", "{prefix}$1.whl")).hasToString("a/b/simple/x-y/{prefix}$1.whl");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{prefix}/{project}", "{prefix}/{name}/{file}", "{file}/{file}", "{file", "{{file}}"})
    void aTemplateThatCannotWorkIsRefused(String template) {
        assertThatExceptionOfType(InvalidValue.class)
                .isThrownBy(() -> new TargetTemplate(template))
                .withMessageContaining("{file}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/pypi", "pypi/", "a b", "a/../b"})
    void aPrefixThatCannotBeAFolderIsRefused(String prefix) {
        assertThatExceptionOfType(TufException.InvalidName.class)
                .isThrownBy(() -> new TargetNames(Ecosystem.PYPI, prefix));
    }
}
