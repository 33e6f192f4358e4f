package dev.countersign.cli.root;

import dev.countersign.cli.holder.DescribedKeys;
import dev.countersign.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The online key. Filled in by picocli. */
final class OnlineKeyOptions {
    private static final String MEMBER = "online-key";

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

    /** The decisions with what is given here. */
    Json.Obj in(Json.Obj decisions) {
        var json = key == null ? decisions : decisions.with(MEMBER, DescribedKeys.parseOption(key));
        return uri == null ? json : json.with(MEMBER, json.object(MEMBER).with("uri", new Json.Str(uri)));
    }
}
