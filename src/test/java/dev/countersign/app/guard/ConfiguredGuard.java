package dev.countersign.app.guard;

import dev.countersign.access.TokenText;
import dev.countersign.app.config.ConfigFile;
import dev.countersign.app.config.GuardConfig;
import dev.countersign.app.config.Values;
import dev.countersign.app.service.Waits;
import dev.countersign.client.TestRepository;
import dev.countersign.guard.StubRegistry;
import dev.countersign.packages.Ecosystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a guard needs that is started from a configuration file: a repository, whose metadata the same server has as its
 * registries, one of each ecosystem, and {@code files/tools/tool.tgz}, which is signed.
 */
final class ConfiguredGuard implements AutoCloseable {
    static final Waits WAITS = new Waits(() -> false);

    final TestRepository repository = new TestRepository();
    final StubRegistry server = new StubRegistry();
    private final Path folder;

    ConfiguredGuard(Path folder) throws IOException {
        this.folder = folder;
        repository.add("files/tool.tgz", "content");
        server.put("/up/tool.tgz", "content");
        publish();
        Files.write(folder.resolve("1.root.json"), repository.firstRoot().array());
        Files.writeString(folder.resolve("headers"), "Authorization: Bearer of-the-registry\n");
        Files.writeString(folder.resolve("token"), "of-the-guard\n");
    }

    void publish() {
        repository.publish();
        repository.serve((path, file) -> server.on(path, StubRegistry.content(file, "application/json")));
    }

    /** A new token, which is the only one that the file {@code tokens} lists. */
    TokenText newToken() throws IOException {
        var token = TokenText.create(new SecureRandom());
        Files.writeString(folder.resolve("tokens"), "# who\n\n" + GuardTokens.line("ci", token) + "\n");
        return token;
    }

    /** @param more members of {@code guard}, each behind two blanks */
    GuardConfig config(String more) throws IOException {
        var file = Files.writeString(folder.resolve("guard.yaml"), """
            guard:
              port: 0
              server: %s
              state: state
              cache: cache
              token-file: token
            %s
              registries:
                - type: files
                  name: tools
                  url: %s
                  headers-file: headers
            %smanagement:
              port: 0
            """.formatted(
                        server.address(""), more, server.address("/up/"), ecosystems()));
        return GuardConfig.read(new Values(Map.of(), Map.of(), ConfigFile.read(file)));
    }

    private String ecosystems() {
        return Arrays.stream(Ecosystem.values())
                .filter(kind -> kind != Ecosystem.FILES)
                .map(kind -> "    - {type: %s, url: \"%s\"}\n"
                        .formatted(kind.wireName(), server.address("/" + kind.wireName())))
                .collect(Collectors.joining());
    }

    RunningGuard start(String more) throws IOException {
        return RunningGuard.start(config(more), Clock.systemUTC(), WAITS);
    }

    @Override
    public void close() {
        server.close();
    }
}
