package dev.countersign.guard.cargo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.guard.GuardStand;
import dev.countersign.json.Bytes;
import dev.countersign.packages.Ecosystem;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CargoProtocolIT {
    @TempDir
    private Path folder;

    private GuardStand stand;

    @BeforeEach
    void start() {
        stand = new GuardStand(folder);
        stand.serve("cargo", it -> new CargoProtocol(it.guarded(Ecosystem.CARGO, "/index")))
                .start();
        stand.registry.put(
                "/index/config.json",
                "{\"dl\":\"" + stand.registry.address("/dl") + "\",\"api\":\"https://crates.example\"}");
        stand.registry.put(
                "/index/de/mo/demo", line("demo", "1.0.0", "crate 1.0.0") + line("demo", "1.1.0", "crate 1.1.0"));
        stand.registry.put("/dl/demo/1.0.0/download", "crate 1.0.0");
        stand.registry.put("/dl/demo/1.1.0/download", "crate 1.1.0");
        stand.repository.add("cargo/demo/demo-1.0.0.crate", "crate 1.0.0");
        stand.sign();
    }

    @AfterEach
    void stop() throws IOException {
        stand.close();
    }

    private static String line(String name, String version, String content) {
        return "{\"name\":\"%s\",\"vers\":\"%s\",\"deps\":[],\"cksum\":\"%s\",\"features\":{},\"yanked\":false}\n"
                .formatted(name, version, Bytes.utf8(content).sha256().hex());
    }

    private String body(String path) {
        return stand.get("/cargo/" + path).body();
    }

    private int status(String path) {
        return stand.get("/cargo/" + path).statusCode();
    }

    @Test
    void cratesAreBehindTheGuard() {
        assertThat(body("config.json"))
                .isEqualTo("{\"dl\":\""
                        + stand.address("/cargo/crates/{crate}/{crate}-{version}.crate"
                                        .replace("{", "%7B")
                                        .replace("}", "%7D"))
                                .toString()
                                .replace("%7B", "{")
                                .replace("%7D", "}")
                        + "\"}");
        assertThat(body("crates/demo/demo-1.0.0.crate")).isEqualTo("crate 1.0.0");
    }

    /** Else cargo would show it for this file only. */
    @Test
    void whoShowsATokenIsToldToShowItForCratesToo() {
        assertThat(stand.get("/cargo/config.json", "Authorization", "any").body())
                .contains("\"auth-required\":true");
        assertThat(body("config.json")).doesNotContain("auth-required");
    }

    @Test
    void onlyVersionsThatAreSignedAreInTheIndex() {
        assertThat(body("de/mo/demo")).isEqualTo(line("demo", "1.0.0", "crate 1.0.0"));
        assertThat(status("crates/demo/demo-1.1.0.crate")).isEqualTo(403);
    }

    @Test
    void aCrateWithoutSignedVersionsIsRefused() {
        stand.registry.put("/index/ev/il/evil", line("evil", "1.0.0", "evil"));

        var answer = stand.get("/cargo/ev/il/evil");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("Countersign: evil: none of its versions is signed\n");
        assertThat(status("no/ne/none")).isEqualTo(404);
    }

    /** So that cargo gets to hear the reason from the guard, and an index alone cannot keep anybody from a crate. */
    @Test
    void theChecksumInTheIndexIsTheOneThatIsSigned() {
        stand.registry.put("/index/de/mo/demo", line("demo", "1.0.0", "evil"));
        assertThat(body("de/mo/demo")).isEqualTo(line("demo", "1.0.0", "crate 1.0.0"));
        assertThat(body("crates/demo/demo-1.0.0.crate")).isEqualTo("crate 1.0.0");
    }

    @Test
    void aConsistentlyChangedCrateIsRefused() {
        stand.registry.put("/index/de/mo/demo", line("demo", "1.0.0", "crate 6.6.6"));
        stand.registry.put("/dl/demo/1.0.0/download", "crate 6.6.6");

        assertThat(status("crates/demo/demo-1.0.0.crate")).isEqualTo(403);
    }

    /** As for clients that know of it from another guard, or from a lock file. */
    @Test
    void aCrateThatIsNewerThanWhatTheIndexSaidLastIsFound() {
        assertThat(body("de/mo/demo")).contains("1.0.0");
        stand.registry.put(
                "/index/de/mo/demo", line("demo", "1.0.0", "crate 1.0.0") + line("demo", "1.2.0", "crate 1.2.0"));
        stand.registry.put("/dl/demo/1.2.0/download", "crate 1.2.0");
        stand.repository.add("cargo/demo/demo-1.2.0.crate", "crate 1.2.0");
        stand.sign();

        assertThat(body("crates/demo/demo-1.2.0.crate")).isEqualTo("crate 1.2.0");
    }

    /** Lines of another crate, or with names that lead elsewhere, are none of this crate. */
    @Test
    void linesThatAreNoneAreLeftOut() {
        stand.registry.put(
                "/index/de/mo/demo",
                "<html>\n" + line("other", "1.0.0", "x") + line("demo", "../1.0.0", "x")
                        + line("demo", "1.0.0", "crate 1.0.0"));

        assertThat(body("de/mo/demo")).isEqualTo(line("demo", "1.0.0", "crate 1.0.0"));
    }

    @Test
    void addressesOfCratesMayBeAnyThatTheConfigurationNames() {
        stand.registry.put(
                "/index/config.json",
                "{\"dl\":\"" + stand.registry.address("/f") + "/{prefix}/{crate}-{sha256-checksum}\"}");
        var sha256 = Bytes.utf8("crate 1.0.0").sha256().hex();
        stand.registry.put("/f/de/mo/demo-" + sha256, "crate 1.0.0");

        assertThat(body("crates/demo/demo-1.0.0.crate")).isEqualTo("crate 1.0.0");
    }

    /** cargo asks for the configuration whenever it asks for an index. */
    @Test
    void cratesAreFoundWhereTheRegistryHasMovedThem() {
        assertThat(status("config.json")).isEqualTo(200);
        stand.registry.put("/index/config.json", "{\"dl\":\"" + stand.registry.address("/moved") + "\"}");
        stand.registry.remove("/dl/demo/1.0.0/download");
        stand.registry.put("/moved/demo/1.0.0/download", "crate 1.0.0");

        assertThat(status("config.json")).isEqualTo(200);
        assertThat(body("crates/demo/demo-1.0.0.crate")).isEqualTo("crate 1.0.0");
    }

    @Test
    void whatIsNoFileOfAnIndexIsMissing() {
        for (var path : new String[] {"", "de/mo/other", "de/mo/", "api/v1/crates", "crates/demo", "de%2Fmo/demo"}) {
            assertThat(status(path)).as(path).isEqualTo(404);
        }
    }
}
