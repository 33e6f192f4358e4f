import dev.countersign.client.ClientException;
import dev.countersign.client.ClientSettings;
import dev.countersign.client.Credentials;
import dev.countersign.client.HttpMetadata;
import dev.countersign.client.HttpTargets;
import dev.countersign.client.RepositoryView;
import dev.countersign.client.TargetFiles;
import dev.countersign.client.Transport;
import dev.countersign.client.TrustStore;
import dev.countersign.client.TufClient;
import dev.countersign.tuf.TargetPath;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Speaks the command line of tuf-conformance (its CLIENT-CLI.md) for the TUF client of Countersign. Also the shortest
 * whole program around that client.
 */
final class ConformanceClient {
    private final Map<String, String> options = new HashMap<>();
    private final List<String> targets = new ArrayList<>();
    private final List<String> words = new ArrayList<>();

    private ConformanceClient(String[] args) {
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--target-name" -> targets.add(args[++i]);
                case String option when option.startsWith("--") -> options.put(option, args[++i]);
                default -> words.add(args[i]);
            }
        }
    }

    public static void main(String[] args) throws IOException {
        try {
            new ConformanceClient(args).run();
        } catch (ClientException e) {
            System.err.println("conformance-client: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run() throws IOException {
        switch (words.getFirst()) {
            case "init" -> Files.copy(Path.of(words.get(1)), Path.of(option("--metadata-dir"), "root.json"));
            case "refresh" -> withClient(client -> client.refresh());
            case "download" -> withClient(client -> download(client.refresh()));
            default -> throw new IllegalArgumentException(words + " (expected: init ROOT, refresh or download)");
        }
    }

    private interface Work {
        void with(TufClient client) throws IOException;
    }

    private void withClient(Work work) throws IOException {
        try (var http = new Transport(Credentials.NONE);
                var store = TrustStore.open(Path.of(option("--metadata-dir")))) {
            var source = new HttpMetadata(http, URI.create(option("--metadata-url")));
            var root = store.root().orElseThrow(() -> new IllegalStateException("no root (expected: init ROOT first)"));
            work.with(new TufClient(source, store, root, settings()));
        }
    }

    /** The suite runs clients under faketime, which the launcher of this program turns into an option. */
    private static ClientSettings settings() {
        var now = System.getProperty("now");
        return now == null ? ClientSettings.USUAL : ClientSettings.USUAL.withClock(() -> Instant.parse(now));
    }

    private void download(RepositoryView view) throws IOException {
        var folder = Path.of(option("--target-dir"));
        try (var http = new Transport(Credentials.NONE)) {
            var source = new HttpTargets(http, URI.create(option("--target-base-url")));
            var files = new TargetFiles(source, view.consistentSnapshot());
            for (var name : targets) {
                var path = new TargetPath(name);
                var target = view.find(path)
                        .orElseThrow(() -> new ClientException.Missing(name + " is not in the repository"));
                files.download(path, target, folder.resolve(URLEncoder.encode(name, StandardCharsets.UTF_8)), _ -> {});
            }
        }
    }

    private String option(String name) {
        var value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + ": missing");
        }
        return value;
    }
}
