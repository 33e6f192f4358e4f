package dev.countersign.packages.lock;

import dev.countersign.tuf.HashAlgorithm;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A hash that a lock file pins, of a kind that metadata has, too. */
public record Digest(HashAlgorithm algorithm, String hex) {
    /** Kinds of Subresource Integrity, as clients choose among them. */
    private static final List<String> STRENGTH = List.of("sha512", "sha384", "sha256", "sha1", "md5");

    /** Such as {@code sha256:…} or {@code sha256=…}; empty for other kinds and for what is no hash. */
    static Optional<Digest> named(String text, char separator) {
        var at = text.indexOf(separator);
        return at < 0 ? Optional.empty() : find(text.substring(0, at), text.substring(at + 1));
    }

    static Optional<Digest> find(String algorithm, String hex) {
        var lower = hex.strip().toLowerCase(Locale.ROOT);
        return HashAlgorithm.find(algorithm.strip())
                .filter(known -> known.isDigest(lower))
                .map(known -> new Digest(known, lower));
    }

    /**
     * Those of a text of Subresource Integrity, such as {@code sha512-BASE64 sha1-BASE64}, that clients look at: of the
     * strongest kind. None, when metadata has no such kind or one of them is no hash.
     */
    static List<Digest> integrity(String text) {
        var words = List.of(text.strip().split("\\s+", -1));
        var strongest = STRENGTH.stream()
                .filter(kind -> words.stream().anyMatch(word -> word.startsWith(kind + "-")))
                .findFirst()
                .orElse("none");
        var counted =
                words.stream().filter(word -> word.startsWith(strongest + "-")).toList();
        var digests = counted.stream()
                .map(Digest::oneIntegrity)
                .flatMap(Optional::stream)
                .toList();
        return digests.size() == counted.size() ? digests : List.of();
    }

    private static Optional<Digest> oneIntegrity(String text) {
        var at = text.indexOf('-');
        var options = text.indexOf('?');
        if (at < 0) {
            return Optional.empty();
        }
        try {
            var value = text.substring(at + 1, options < 0 ? text.length() : options);
            return find(
                    text.substring(0, at),
                    HexFormat.of().formatHex(Base64.getDecoder().decode(value)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return algorithm.wireName() + ":" + hex;
    }
}
