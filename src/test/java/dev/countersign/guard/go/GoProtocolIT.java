package dev.countersign.guard.go;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.guard.GuardStand;
import dev.countersign.packages.Ecosystem;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoProtocolIT {
    private static final String MODULE = "github.com/!burnt!sushi/toml/@v/";

    @TempDir
    private Path folder;

    private GuardStand stand;

    @BeforeEach
    void start() {
        stand = new GuardStand(folder);
        stand.serve("go", it -> new GoProtocol(it.guarded(Ecosystem.GO, "/up"))).start();
        stand.registry.put("/up/" + MODULE + "list", "v1.0.0\nv1.1.0\nv1.2.0-rc.1\n");
        for (var version : new String[] {"v1.0.0", "v1.1.0"}) {
            stand.registry.put("/up/" + MODULE + version + ".info", """
                {"Version": "%s", "Time": "2026-01-01T00:00:00Z", "Origin": {"URL": "https://evil.example"}}\
                """.formatted(version));
            stand.registry.put("/up/" + MODULE + version + ".mod", "module " + version);
            stand.registry.put("/up/" + MODULE + version + ".zip", "zip " + version);
        }
        sign("v1.0.0");
    }

    @AfterEach
    void stop() throws IOException {
        stand.close();
    }

    private void sign(String version) {
        stand.repository.add("go/" + MODULE + version + ".mod", "module " + version);
        stand.repository.add("go/" + MODULE + version + ".zip", "zip " + version);
        stand.sign();
    }

    private String body(String path) {
        return stand.get("/go/" + path).body();
    }

    private int status(String path) {
        return stand.get("/go/" + path).statusCode();
    }

    @Test
    void onlyVersionsThatAreSignedAreListed() {
        assertThat(body(MODULE + "list")).isEqualTo("v1.0.0\n");

        sign("v1.1.0");
        stand.registry.put("/up/" + MODULE + "list", "v1.0.0\nv1.1.0\n");

        assertThat(body(MODULE + "list")).isEqualTo("v1.0.0\nv1.1.0\n");
    }

    /** A version of which only a part is signed would break what it gets into. */
    @Test
    void aVersionIsThereWhenItsModFileAndItsZipAreSigned() {
        stand.repository.add("go/" + MODULE + "v1.1.0.mod", "module v1.1.0");
        stand.sign();

        assertThat(body(MODULE + "list")).isEqualTo("v1.0.0\n");
        assertThat(status(MODULE + "v1.1.0.info")).isEqualTo(403);
    }

    @Test
    void filesOfASignedVersionAreServed() {
        assertThat(body(MODULE + "v1.0.0.mod")).isEqualTo("module v1.0.0");
        assertThat(body(MODULE + "v1.0.0.zip")).isEqualTo("zip v1.0.0");
        assertThat(body(MODULE + "v1.0.0.info"))
                .isEqualTo("{\"Version\":\"v1.0.0\",\"Time\":\"2026-01-01T00:00:00Z\"}");
    }

    @Test
    void changedAndUnsignedFilesAreRefused() {
        stand.registry.put("/up/" + MODULE + "v1.0.0.zip", "zip v6.6.6");

        assertThat(status(MODULE + "v1.0.0.zip")).isEqualTo(403);
        assertThat(status(MODULE + "v1.1.0.zip")).isEqualTo(403);
        assertThat(body(MODULE + "v1.1.0.info"))
                .isEqualTo("Countersign: github.com/BurntSushi/toml v1.1.0 is not signed\n");
    }

    /** A branch, or "the latest", is what the proxy says it is: so that has to be signed. */
    @Test
    void whatAVersionStandsForHasToBeSigned() {
        stand.registry.put("/up/" + MODULE + "main.info", "{\"Version\":\"v1.0.0\"}");
        stand.registry.put("/up/github.com/!burnt!sushi/toml/@latest", "{\"Version\":\"v1.1.0\"}");
        stand.registry.put("/up/" + MODULE + "odd.info", "{\"Version\":\"v1.0.0/../../evil\"}");

        assertThat(body(MODULE + "main.info")).isEqualTo("{\"Version\":\"v1.0.0\"}");
        assertThat(status("github.com/!burnt!sushi/toml/@latest")).isEqualTo(403);
        assertThat(status(MODULE + "odd.info")).isEqualTo(502);
    }

    /** Only then does the go command look for the module in a longer or shorter path. */
    @Test
    void aModuleThatIsNotThereIsMissingAndOneWithoutSignedVersionsIsRefused() {
        stand.registry.put("/up/example.com/new/@v/list", "v1.0.0\n");

        assertThat(status("example.com/none/@v/list")).isEqualTo(404);
        assertThat(status("example.com/new/@v/list")).isEqualTo(403);
    }

    /** The go command verifies them with a key of its own. */
    @Test
    void theChecksumDatabaseIsPassedOn() {
        stand.registry.put("/up/sumdb/sum.example/supported", "");
        stand.registry.put("/up/sumdb/sum.example/lookup/example.com/lib@v1.0.0", "42\n");

        assertThat(status("sumdb/sum.example/supported")).isEqualTo(200);
        assertThat(body("sumdb/sum.example/lookup/example.com/lib@v1.0.0")).isEqualTo("42\n");
        assertThat(status("sumdb/sum.example/none")).isEqualTo(404);
    }

    @Test
    void whatIsNoQuestionIsRefused() {
        assertThat(status(MODULE + "v1.0.0.exe")).isEqualTo(400);
        assertThat(status("github.com")).isEqualTo(400);
        assertThat(status("a%2Fb/@v/list")).isEqualTo(400);
        assertThat(status("")).isEqualTo(400);
        assertThat(stand.get("/go").statusCode()).isEqualTo(400);
    }
}
