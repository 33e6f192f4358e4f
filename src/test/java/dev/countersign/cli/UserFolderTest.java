package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class UserFolderTest {
    @Test
    void theVariablesOfXdgSayWhere() {
        assertThat(UserFolder.CONFIG.path(Map.of("XDG_CONFIG_HOME", "/c"), "/home/a"))
                .hasToString("/c/countersign");
        assertThat(UserFolder.DATA.path(Map.of("XDG_CONFIG_HOME", "/c"), "/home/a"))
                .hasToString("/home/a/.local/share/countersign");
        assertThat(UserFolder.STATE.path(Map.of(), "/home/a")).hasToString("/home/a/.local/state/countersign");
    }

    @Test
    void withoutThemItIsTheHomeFolder() {
        assertThat(UserFolder.CONFIG.path(Map.of("HOME", "/home/b"), "/home/a"))
                .hasToString("/home/b/.config/countersign");
    }

    @Test
    void relativePathsAreIgnored() {
        assertThat(UserFolder.CONFIG.path(Map.of("XDG_CONFIG_HOME", "c"), "/home/a"))
                .hasToString("/home/a/.config/countersign");
        assertThat(UserFolder.CONFIG.path(Map.of("XDG_CONFIG_HOME", ""), "/home/a"))
                .hasToString("/home/a/.config/countersign");
    }
}
