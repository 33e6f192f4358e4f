package dev.countersign.cli.root;

import dev.countersign.cli.holder.DescribedKeys;
import dev.countersign.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The online key, and keys that roles have of their own. Filled in by picocli. */
final class OnlineKeyOptions {
    static final String ONLINE = "online-key";
    static final String TIMESTAMP = "timestamp-key";
    static final String SNAPSHOT = "snapshot-key";

    @Option(
            names = "--online-key",
            paramLabel = "[NAME=]KEY",
            description = "The service's public key: a PEM file, or the URI of a key that a token or a service keeps"
                    + " (see 'countersign key import-from').")
    private @Nullable String key;

    @Option(
            names = "--online-uri",
            paramLabel = "URI",
            description = "Where the service finds its private half, such as fn:NAME, awskms:ID or hv:NAME/VERSION."
                    + " Default: the URI that --online-key names, or fn:<keyid>")
    private @Nullable String uri;

    @Option(
            names = "--timestamp-key",
            paramLabel = "[NAME=]KEY",
            description = "A public key of its own for timestamp. Default: the online key")
    private @Nullable String timestampKey;

    @Option(names = "--timestamp-uri", paramLabel = "URI", description = "Where the private half of that is.")
    private @Nullable String timestampUri;

    @Option(
            names = "--snapshot-key",
            paramLabel = "[NAME=]KEY",
            description = "A public key of its own for snapshot. Default: the online key")
    private @Nullable String snapshotKey;

    @Option(names = "--snapshot-uri", paramLabel = "URI", description = "Where the private half of that is.")
    private @Nullable String snapshotUri;

    /** The decisions with what is given here. */
    Json.Obj in(Json.Obj decisions) {
        var json = in(decisions, ONLINE, key, uri);
        json = in(json, TIMESTAMP, timestampKey, timestampUri);
        return in(json, SNAPSHOT, snapshotKey, snapshotUri);
    }

    private static Json.Obj in(Json.Obj decisions, String member, @Nullable String key, @Nullable String uri) {
        var json = key == null ? decisions : decisions.with(member, DescribedKeys.parseOption(key));
        return uri == null ? json : json.with(member, json.object(member).with("uri", new Json.Str(uri)));
    }
}
