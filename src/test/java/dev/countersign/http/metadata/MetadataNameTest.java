package dev.countersign.http.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.repository.RoleVersion;
import dev.countersign.tuf.RoleName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataNameTest {
    @Test
    void aVersionedNameIsAVersionAndARole() {
        assertThat(MetadataName.parse("7.bins-3f.json")).contains(new RoleVersion(RoleName.delegated("bins-3f"), 7));
        assertThat(MetadataName.parse("2147483647.root.json")).contains(new RoleVersion(RoleName.ROOT, 2147483647));
        assertThat(MetadataName.parse("1.a.b.json")).contains(new RoleVersion(RoleName.delegated("a.b"), 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".json",
                "1.json",
                "1..json",
                "01.root.json",
                "0.root.json",
                "-1.root.json",
                "root.json",
                "2147483648.root.json",
                "99999999999.root.json",
                "1.root",
                "1.timestamp.json",
                "1.../x.json",
                "1.a/b.json",
                "x.root.json",
                "1.root.json.gz",
                "1.__proto__.json",
                "1.Root.json",
                "1.12.json"
            })
    void anythingElseNamesNoFile(String name) {
        assertThat(MetadataName.parse(name)).isEmpty();
    }

    @Test
    void escapesAreDecodedOnce() {
        assertThat(MetadataName.decoded("1.bins%2D3f.json")).isEqualTo("1.bins-3f.json");
        assertThat(MetadataName.decoded("%252e")).isEqualTo("%2e");
        assertThat(MetadataName.decoded("1.%6a%73%6F%6e")).isEqualTo("1.json");
    }

    @Test
    void brokenEscapesNameNothing() {
        assertThat(MetadataName.decoded("%")).isNull();
        assertThat(MetadataName.decoded("%4")).isNull();
        assertThat(MetadataName.decoded("%zz")).isNull();
    }
}
