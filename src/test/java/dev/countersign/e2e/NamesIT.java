package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that real registries have and that were refused once, found by tuf-js; {@code docs/names.md}. */
class NamesIT {
    private static final List<String> PATHS = List.of(
            "0",
            "007",
            "2048",
            "con",
            "aux",
            "prn",
            "g++/g++-1.0.tgz",
            "v1.0+build/x",
            "go/!burnt",
            "go/!burnt!sushi1",
            "demo-1!2.0-py3-none-any.whl",
            "\uFF081\uFF09.txt");

    @TempDir
    private Path temp;

    @Test
    void namesOfRealRegistriesArePublishedAndFound() throws Exception {
        var holders = new Holders(temp.resolve("keys"));
        try (var service = Service.quickstart(
                temp.resolve("data"), "--empty", "--keys", temp.resolve("keys").toString())) {
            var caller = new RegistryCaller(service);
            var roles = Holders.delegations(
                    List.of(),
                    Holders.role("gcc", "g++/*", 1),
                    Holders.role("binstore", "v1.0+build/*", 1),
                    Holders.role("burnt", "go/!burnt*", 1));
            var refused = service.post(
                    "/api/v1/bootstrap/",
                    Holders.bootstrap(holders.firstRoot(), Holders.bins(2), roles)
                            .toText());
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body()).contains("it holds ! at the beginning of a segment");

            var taken = Holders.delegations(
                    List.of(), Holders.role("gcc", "g++/*", 1), Holders.role("binstore", "v1.0+build/*", 1));
            caller.finished(caller.accepted(
                    "/api/v1/bootstrap/", Holders.bootstrap(holders.firstRoot(), Holders.bins(2), taken)));
            add(caller, Stream.concat(PATHS.stream(), Stream.of("constructor")).toList());

            var user = user(service);
            var seen = user.look(PATHS, List.of());
            assertThat(seen.error()).isEmpty();
            var lengths = new TreeMap<String, Long>();
            PATHS.forEach(path -> lengths.put(path, (long) path.getBytes(StandardCharsets.UTF_8).length));
            assertThat(seen.targets()).isEqualTo(lengths);

            assertThat(service.get("/api/v1/artifacts?path=constructor").body()).contains("Artifact found.");
            assertThat(user.look(List.of("constructor", "toString"), List.of()).targets())
                    .as("tuf-js takes what every object inherits for found, published or not")
                    .containsEntry("constructor", 1L)
                    .containsEntry("toString", 0L);
        }
    }

    private TufJs user(Service service) throws Exception {
        var root = temp.resolve("1.root.json");
        Files.writeString(root, service.get("/metadata/1.root.json").body());
        return new TufJs(temp.resolve("user"), root, service.uri("/metadata"), URI.create("http://127.0.0.1:1/"));
    }

    private static void add(RegistryCaller caller, List<String> paths) throws Exception {
        var artifacts = paths.stream()
                .map(path -> RegistryCaller.artifact(path, path.getBytes(StandardCharsets.UTF_8)))
                .toList();
        var added = caller.finished(caller.accepted(
                "/api/v1/artifacts/",
                Json.object().put("artifacts", new Json.Arr(artifacts)).build()));
        assertThat(RegistryCaller.texts(added, "invalid_paths")).isEmpty();
    }
}
