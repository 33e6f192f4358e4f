package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/operations.md says of a database that was restored from an older backup. */
class RestoredDatabaseIT {
    @TempDir
    private Path temp;

    @Test
    void clientsRefuseAnOlderDatabaseUntilRootNamesAnotherOnlineKey() throws Exception {
        var holders = new Holders(temp.resolve("keys"));
        TufJs user;
        try (var service = start()) {
            var caller = new RegistryCaller(service);
            caller.finished(caller.accepted(
                    "/api/v1/bootstrap/", Holders.bootstrap(holders.firstRoot(), Holders.bins(4), null)));
            add(caller, "a");
        }
        var backup = temp.resolve("backup");
        copy(temp.resolve("data"), backup);

        try (var service = start()) {
            var caller = new RegistryCaller(service);
            add(caller, "b");
            add(caller, "c");
            user = TufJs.trusting(service, temp);
            assertThat(user.look(List.of("a", "b", "c"), List.of()).targets()).containsOnlyKeys("a", "b", "c");
        }
        Files.move(temp.resolve("data"), temp.resolve("lost"));
        Files.move(backup, temp.resolve("data"));

        try (var service = start()) {
            user = user.at(service.uri("/metadata"));
            assertThat(user.look(List.of("a"), List.of()).error()).contains("version");

            var caller = new RegistryCaller(service);
            var online = holders.newOnlineKey();
            var root =
                    Holders.signed(Holders.root(2, online, 2, holders.alice, holders.bob), holders.alice, holders.bob);
            caller.finished(caller.accepted("/api/v1/metadata/", Holders.update(root)));
            add(caller, "b");

            var seen = user.look(List.of("a", "b", "c"), List.of());
            assertThat(seen.error()).isEmpty();
            assertThat(seen.targets()).containsOnlyKeys("a", "b");
        }
    }

    private Service start() throws Exception {
        return Service.quickstart(
                temp.resolve("data"), "--empty", "--keys", temp.resolve("keys").toString());
    }

    private static void add(RegistryCaller caller, String path) throws Exception {
        var artifact = RegistryCaller.artifact(path, path.getBytes(StandardCharsets.UTF_8));
        caller.finished(caller.accepted(
                "/api/v1/artifacts/",
                Json.object().put("artifacts", new Json.Arr(List.of(artifact))).build()));
    }

    /** With owners and permissions, on which PostgreSQL insists. */
    private static void copy(Path from, Path to) throws IOException, InterruptedException {
        var copied = new ProcessBuilder("cp", "-a", from.toString(), to.toString())
                .inheritIO()
                .start();
        assertThat(copied.waitFor()).isZero();
    }
}
