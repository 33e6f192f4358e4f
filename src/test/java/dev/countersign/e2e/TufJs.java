package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A tuf-js client in a Node process for each refresh, with the metadata folder of one user: what it saw before, it
 * still knows.
 */
final class TufJs {

    /** What a refresh ended with: target lengths by path for those found, or the client's error. */
    record Seen(Map<String, Long> targets, String error) {}

    private static final JsonLimits LIMITS = new JsonLimits(64, 1 << 26);

    private final Path home;
    private final URI metadata;
    private final URI targets;

    private TufJs(Path home, URI metadata, URI targets) {
        this.home = home;
        this.metadata = metadata;
        this.targets = targets;
    }

    TufJs(Path home, Path trustedRoot, URI metadata, URI targets) throws Exception {
        this.home = Files.createDirectories(home);
        this.metadata = metadata;
        this.targets = targets;
        Files.createDirectories(home.resolve("metadata"));
        Files.createDirectories(home.resolve("targets"));
        Files.copy(trustedRoot, home.resolve("metadata/root.json"));
    }

    /** A user in a folder who begins with the first root of a service, and downloads nothing. */
    static TufJs trusting(Service service, Path folder) throws Exception {
        var root = folder.resolve("1.root.json");
        Files.writeString(root, service.get("/metadata/1.root.json").body());
        return new TufJs(folder.resolve("user"), root, service.uri("/metadata"), URI.create("http://127.0.0.1:1/"));
    }

    /** The same user, with all it knows, of a service that has moved. */
    TufJs at(URI moved) {
        return new TufJs(home, moved, targets);
    }

    /** Refreshes, looks every path up and downloads the named ones, which the client checks by length and hash. */
    Seen look(Collection<String> paths, Collection<String> downloads) throws Exception {
        var request = home.resolve("request.json");
        Files.writeString(
                request,
                Json.object()
                        .put("metadataDir", text(home.resolve("metadata")))
                        .put("targetDir", text(home.resolve("targets")))
                        .put("metadataBaseUrl", metadata.toString())
                        .put("targetBaseUrl", targets.toString())
                        .put("paths", texts(paths))
                        .put("downloads", texts(downloads))
                        .build()
                        .toText());
        var output = run(request);
        var answer = Json.parseObject(Bytes.utf8(output), LIMITS);
        var found = new TreeMap<String, Long>();
        if (answer.get("targets") instanceof Json.Obj lengths) {
            lengths.members().forEach((path, length) -> found.put(path, ((Json.Int) length).value()));
        }
        return new Seen(found, answer.get("error") instanceof Json.Str error ? error.value() : "");
    }

    private String run(Path request) throws Exception {
        var script = Path.of("src/test/js/look.js").toAbsolutePath();
        var process = new ProcessBuilder(
                        "node", script.toString(), System.getProperty("countersign.tufjs"), request.toString())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private static Json text(Path path) {
        return new Json.Str(path.toString());
    }

    private static Json texts(Collection<String> values) {
        return new Json.Arr(new ArrayList<>(List.copyOf(values))
                .stream().<Json>map(Json.Str::new).toList());
    }
}
