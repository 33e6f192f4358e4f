package dev.countersign.sign;

import dev.countersign.tuf.key.Key;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds online keys by the scheme of their URI: the one place that knows which kinds of places there are. */
public final class KeyPlaces implements OnlineKeys {
    /** The scheme of keys in files, where keys without a URI lie. */
    public static final String IN_FILES = "fn";

    private final SortedMap<String, KeySource> sources;

    /** @param sources by the scheme of the URIs that they open, such as {@code awskms} */
    public KeyPlaces(Map<String, KeySource> sources) {
        this.sources = new TreeMap<>(sources);
    }

    /** Where the private half of a key is. */
    public static String uri(Key publicKey) {
        return publicKey.uri().orElse(IN_FILES + ":" + publicKey.id());
    }

    /** The scheme of a key's URI; the whole text of one that has none. */
    public static String scheme(Key publicKey) {
        var uri = uri(publicKey);
        int colon = uri.indexOf(':');
        return colon < 0 ? uri : uri.substring(0, colon);
    }

    @Override
    public Signer signer(Key publicKey) {
        var source = source(publicKey);
        var uri = uri(publicKey);
        if (source == null) {
            throw new KeyUnavailable("key " + publicKey.id() + ": \"" + uri + "\" is no place this service can open"
                    + " (expected: a URI that begins with " + String.join(": or ", sources.keySet()) + ":)");
        }
        return new VerifyingSigner(source.open(uri.substring(uri.indexOf(':') + 1), publicKey));
    }

    @Override
    public SigningManner manner(Key publicKey) {
        var source = source(publicKey);
        return source == null ? SigningManner.HERE : source.manner();
    }

    private @Nullable KeySource source(Key publicKey) {
        return uri(publicKey).contains(":") ? sources.get(scheme(publicKey)) : null;
    }
}
