package dev.countersign.app.guard;

import dev.countersign.app.config.Values;
import dev.countersign.app.config.Written;
import dev.countersign.packages.Ecosystem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code guard}, as keys of its configuration. Filled in by picocli. */
final class GuardOptions {
    private static final String WHERE = "command line";

    @Option(names = "--pypi", paramLabel = "URL", description = "Guard this simple index, below /pypi/simple/.")
    private @Nullable String pypi;

    @Option(names = "--npm", paramLabel = "URL", description = "Guard this npm registry, below /npm/.")
    private @Nullable String npm;

    @Option(names = "--maven", paramLabel = "URL", description = "Guard this Maven repository, below /maven/.")
    private @Nullable String maven;

    @Option(names = "--gems", paramLabel = "URL", description = "Guard this server of gems, below /gems/.")
    private @Nullable String gems;

    @Option(names = "--cargo", paramLabel = "URL", description = "Guard this registry of crates, below /cargo/.")
    private @Nullable String cargo;

    @Option(names = "--go", paramLabel = "URL", description = "Guard this Go module proxy, below /go/.")
    private @Nullable String go;

    @Option(
            names = "--files",
            paramLabel = "NAME=URL",
            description = "Guard the files of this web server, below /files/NAME/; may be repeated.")
    private Map<String, String> files = new LinkedHashMap<>();

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            description = "Where the registry's files are among the artifacts. Default: pypi, npm and so on; for files"
                    + " of any kind, files")
    private @Nullable String prefix;

    @Option(names = "--server", paramLabel = "URL", description = "The Countersign server whose metadata decides.")
    private @Nullable String server;

    @Option(names = "--repository", paramLabel = "NAME", description = "Which of its repositories. Default: default")
    private @Nullable String repository;

    @Option(
            names = "--root",
            paramLabel = "FILE",
            description = "Root metadata to trust, from a source you trust; later runs remember it.")
    private @Nullable Path root;

    @Option(
            names = "--state",
            paramLabel = "FOLDER",
            description = "Where to remember what is trusted. Default: $XDG_DATA_HOME/countersign/guard")
    private @Nullable Path state;

    @Option(
            names = "--lists",
            paramLabel = "URL",
            description =
                    "Where the signed lists of projects are, such as a watch serves them: with them, versions that an"
                            + " index hides, or shows otherwise, are refused, too.")
    private @Nullable String lists;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Where to listen. Default: 127.0.0.1")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Default: 8090")
    private @Nullable String port;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "Serve HTTPS with this certificate, a PEM file, and --tls-key.")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The key of that certificate.")
    private @Nullable Path key;

    @Option(
            names = "--tokens-file",
            paramLabel = "FILE",
            description = "Answer only who has a token that this file lists; 'guard token' makes them.")
    private @Nullable Path tokens;

    @Option(
            names = "--management-port",
            paramLabel = "PORT",
            description = "Also answer /metrics there. Default: do not")
    private @Nullable String managementPort;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = "The address that clients use, when a proxy stands in front.")
    private @Nullable String publicAddress;

    @Option(
            names = "--cache",
            paramLabel = "FOLDER",
            description = "Where verified artifacts are kept. Default: $XDG_STATE_HOME/countersign/guard-cache")
    private @Nullable Path cache;

    @Option(names = "--cache-size", paramLabel = "SIZE", description = "The most bytes of them. Default: 10GiB")
    private @Nullable String cacheSize;

    @Option(
            names = "--offline",
            paramLabel = "TIME",
            description =
                    "How long to go on while the metadata cannot be refreshed, if it is valid so long. Default: 1h")
    private @Nullable String offline;

    Map<String, Values.Given> given() {
        var given = new LinkedHashMap<String, Values.Given>();
        put(given, "guard.server", server);
        put(given, "guard.repository", repository);
        put(given, "guard.root", root);
        put(given, "guard.state", state);
        put(given, "guard.lists", lists);
        put(given, "guard.host", host);
        put(given, "guard.port", port);
        put(given, "guard.tls.certificate", certificate);
        put(given, "guard.tls.key", key);
        put(given, "guard.access.tokens-file", tokens);
        put(given, "management.port", managementPort);
        put(given, "guard.public-url", publicAddress);
        put(given, "guard.cache", cache);
        put(given, "guard.cache-size", cacheSize);
        put(given, "guard.offline", offline);
        var registries = registries();
        if (!registries.isEmpty()) {
            given.put("guard.registries", new Values.Given(new Written.Items(registries, WHERE), folder()));
        }
        return given;
    }

    private static void put(Map<String, Values.Given> given, String key, @Nullable Object value) {
        if (value != null) {
            given.put(key, new Values.Given(value.toString(), WHERE, folder()));
        }
    }

    private static Path folder() {
        return Path.of("").toAbsolutePath();
    }

    private List<Written> registries() {
        var registries = new ArrayList<Written>();
        add(registries, Ecosystem.PYPI, pypi);
        add(registries, Ecosystem.NPM, npm);
        add(registries, Ecosystem.MAVEN, maven);
        add(registries, Ecosystem.GEMS, gems);
        add(registries, Ecosystem.CARGO, cargo);
        add(registries, Ecosystem.GO, go);
        files.forEach((name, url) -> registries.add(registry(Ecosystem.FILES, url, name)));
        return registries;
    }

    private void add(List<Written> registries, Ecosystem kind, @Nullable String url) {
        if (url != null) {
            registries.add(registry(kind, url, null));
        }
    }

    private Written registry(Ecosystem kind, String url, @Nullable String name) {
        SequencedMap<String, Written> members = new LinkedHashMap<>();
        members.put("type", text(kind.wireName()));
        members.put("url", text(url));
        if (name != null) {
            members.put("name", text(name));
        }
        if (prefix != null) {
            members.put("prefix", text(prefix));
        }
        return new Written.Group(members, WHERE);
    }

    private static Written text(String text) {
        return new Written.Text(text, WHERE);
    }

    /** One prefix for registries of two kinds would let the files of one pass for those of the other. */
    boolean sharesPrefix() {
        return prefix != null && registries().size() > 1;
    }
}
