package dev.countersign.app.config;

import dev.countersign.client.Origin;
import dev.countersign.http.tls.ClientCertificates;
import dev.countersign.http.tls.PemFiles;
import dev.countersign.packages.Ecosystem;
import dev.countersign.tuf.RepositoryName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a guard: read once at start, checked. {@code conf/guard.yaml} shows every key.
 *
 * @param tls null for none
 * @param publicAddress as clients see the guard; null for what they say in {@code Host}
 * @param lists where the signed lists of projects are; null to go by single files only
 * @param registries those that are guarded, at least one
 */
public record GuardConfig(
        String host,
        int port,
        @Nullable PemFiles tls,
        GuardAccess access,
        @Nullable ServerUrl publicAddress,
        RepositoryTrust trust,
        CacheSettings cache,
        Duration refresh,
        Duration offline,
        int indexSize,
        @Nullable ServerUrl lists,
        @Nullable Path authorities,
        List<GuardedUpstream> registries,
        ManagementPort management,
        Config.Log.Level logLevel) {
    private static final long MIB = 1L << 20;
    private static final long TIB = 1L << 40;
    private static final List<String> WEB = List.of("https", "http");

    /**
     * Who may ask.
     *
     * @param tokens a file that lists tokens; null when there are none
     * @param open whether whoever reaches the port may, wherever that is
     */
    public record GuardAccess(@Nullable Path tokens, boolean open) {
        /** What is written of it. */
        private enum Askers {
            RESTRICTED,
            OPEN
        }

        private static GuardAccess read(Values values) {
            var access = new GuardAccess(
                    values.path("guard.access.tokens-file"),
                    values.choice("guard.access.mode", Askers.RESTRICTED) == Askers.OPEN);
            if (access.open() && access.tokens() != null) {
                throw StartFailure.misconfigured(
                        "guard.access: mode is open, and tokens-file is given (expected: one of"
                                + " them; with mode: open nobody is asked for a token)");
            }
            return access;
        }
    }

    /**
     * The repository whose metadata decides.
     *
     * @param metadata null for where the server has it
     * @param root to start from; null for the one that is remembered
     * @param state where to remember what is trusted; null for the folder of the user
     * @param tokenFile to show to the server; null for none
     */
    public record RepositoryTrust(
            ServerUrl server,
            String repository,
            @Nullable ServerUrl metadata,
            @Nullable Path root,
            @Nullable Path state,
            @Nullable Path tokenFile) {
        private static RepositoryTrust read(Values values) {
            return new RepositoryTrust(
                    values.url("guard.server", WEB)
                            .orElseThrow(() -> StartFailure.misconfigured("guard.server: missing (expected: the address"
                                    + " of the Countersign server whose metadata decides; --server)")),
                    values.text("guard.repository", RepositoryName.DEFAULT.value()),
                    values.url("guard.metadata-url", WEB).orElse(null),
                    values.path("guard.root"),
                    values.path("guard.state"),
                    values.path("guard.token-file"));
        }
    }

    /**
     * Where verified content is kept.
     *
     * @param folder null for the folder of the user
     * @param size in bytes
     */
    public record CacheSettings(@Nullable Path folder, long size) {
        private static CacheSettings read(Values values) {
            return new CacheSettings(values.path("guard.cache"), values.size("guard.cache-size", 10L << 30, MIB, TIB));
        }
    }

    /**
     * The listener for those who run the guard.
     *
     * @param port null for none
     */
    public record ManagementPort(String host, @Nullable Integer port) {
        private static ManagementPort read(Values values) {
            var port = values.number("management.port", -1, -1, 65_535);
            return new ManagementPort(values.text("management.host", "127.0.0.1"), port < 0 ? null : port);
        }
    }

    /**
     * A registry.
     *
     * @param place below which it is served
     * @param prefix of its targets
     * @param headers a file of headers to send to it, such as an {@code Authorization}; null for none
     */
    public record GuardedUpstream(
            Ecosystem kind,
            ServerUrl url,
            String place,
            String prefix,
            @Nullable Path headers) {
        private static GuardedUpstream read(Entry entry) {
            var type = entry.member("type");
            var kind = Ecosystem.find(type.text()).orElseThrow(() -> type.refused("one of " + Ecosystem.NAMES));
            var url = entry.member("url");
            var name = kind == Ecosystem.FILES ? "files/" + entry.member("name").text() : kind.wireName();
            var upstream = new GuardedUpstream(
                    kind,
                    ServerUrl.parse(url.text(), WEB).orElseThrow(() -> url.refused("a url such as https://host/…")),
                    entry.optional("place").map(Entry::text).orElse(name),
                    entry.optional("prefix").map(Entry::text).orElse(kind.wireName()),
                    entry.optional("headers-file").map(Entry::path).orElse(null));
            if (!upstream.place().matches("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,3}")) {
                throw entry.refused(
                        "a name and a place of letters, digits, ., _ and -, which may have slashes between");
            }
            entry.refuseUnknown();
            return upstream;
        }
    }

    public static GuardConfig read(Values values) {
        var config = new GuardConfig(
                values.text("guard.host", "127.0.0.1"),
                values.number("guard.port", 8090, 0, 65_535),
                Config.pemFiles(values, "guard.tls"),
                GuardAccess.read(values),
                values.url("guard.public-url", WEB).orElse(null),
                RepositoryTrust.read(values),
                CacheSettings.read(values),
                values.duration("guard.refresh", Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofDays(1)),
                values.duration("guard.offline", Duration.ofHours(1), Duration.ZERO, Duration.ofDays(365)),
                (int) values.size("guard.index-size", 64 * MIB, MIB, 1024 * MIB),
                values.url("guard.lists", WEB).orElse(null),
                values.path("guard.ca"),
                values.entries("guard.registries").stream()
                        .map(GuardedUpstream::read)
                        .toList(),
                ManagementPort.read(values),
                values.choice("log.level", Config.Log.Level.INFO));
        values.refuseUnknown();
        config.checkAccess();
        config.checkRegistries(values);
        return config;
    }

    /** What a guard fetches with its own credentials, or from within a network, is not for whoever finds its port. */
    private void checkAccess() {
        boolean asks = access.tokens() != null || (tls != null && tls.clients() == ClientCertificates.REQUIRED);
        if (!asks && !access.open() && !new Origin("http", host, port).isLoopback()) {
            throw StartFailure.misconfigured("guard.host: " + host + " is reached by others, and nothing says which of"
                    + " them may have packages (expected: guard.access.tokens-file, or guard.tls.client-auth: required,"
                    + " or guard.access.mode: open, to let everybody who reaches the port have them)");
        }
    }

    private void checkRegistries(Values values) {
        if (registries.isEmpty()) {
            throw StartFailure.misconfigured("guard.registries: none (expected: at least one registry to guard, such as"
                    + " --pypi https://python.example/simple/ or an entry with type and url)");
        }
        var places =
                registries.stream().map(each -> each.place() + "/").sorted().toList();
        for (int i = 1; i < places.size(); i++) {
            if (places.get(i).startsWith(places.get(i - 1))) {
                throw StartFailure.misconfigured("guard.registries: " + places.get(i - 1) + " and " + places.get(i)
                        + " are in the same place (expected: a place for each; "
                        + values.where("guard.registries") + ")");
            }
        }
    }
}
