package dev.countersign.transparency;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import java.util.Base64;
import java.util.List;

/**
 * The log of one repository: what is needed to add to it, and to answer for it.
 *
 * @param key verifies its checkpoints; the name of the key is the origin
 * @param begins the number of the first publication that has an entry
 * @param audited the position up to which its entries cover the audit
 * @param checkpoint the newest, signed
 */
public record PublicLog(VerifierKey key, long begins, Frontier frontier, long audited, Bytes checkpoint) {
    private static final JsonLimits LIMITS = new JsonLimits(4, 1 << 20);

    /**
     * The log with one entry more, and what is to be stored.
     *
     * @param bytes of the entry
     */
    public record Appended(PublicLog log, PublicationEntry entry, Bytes bytes, List<Frontier.TileHash> nodes) {}

    /**
     * A log before its first entry.
     *
     * @param prefix what its origin begins with. The rest follows from the key, so that no two logs have one origin, also
     *     when a repository's name is used again: witnesses must never take one log for a fork of another
     */
    public static PublicLog begin(LogKey key, String prefix, long publication) {
        return new PublicLog(verifier(key, prefix), publication, Frontier.EMPTY, 0, Bytes.EMPTY);
    }

    private static VerifierKey verifier(LogKey key, String prefix) {
        var digest = key.verifier(prefix).publicKey().sha256();
        return key.verifier(prefix + "/" + digest.slice(0, 16).hex());
    }

    /** The same entries in the same tree, whose checkpoints another key signs from now on, under a name that follows from it. */
    public PublicLog withKey(LogKey other, String prefix) {
        var verifier = verifier(other, prefix);
        var now = new Checkpoint(verifier.name(), frontier.size(), frontier.root());
        return new PublicLog(
                verifier, begins, frontier, audited, other.sign(now, verifier).toBytes());
    }

    public Appended plus(PublicationEntry entry, LogKey secret) {
        var bytes = entry.toBytes();
        var grown = frontier.plus(TreeHash.leaf(bytes));
        var next = new Checkpoint(
                key.name(), grown.frontier().size(), grown.frontier().root());
        var after = new PublicLog(
                key,
                begins,
                grown.frontier(),
                Math.max(audited, entry.audit().last()),
                secret.sign(next, key).toBytes());
        return new Appended(after, entry, bytes, grown.nodes());
    }

    /** Whether the secret is the private half of its key. */
    public boolean isOf(LogKey secret) {
        return secret.verifier(key.name()).equals(key);
    }

    public long size() {
        return frontier.size();
    }

    /** The bytes that are stored. */
    public Bytes encode() {
        return Bytes.utf8(Json.object()
                .put("key", key.toString())
                .put("begins", begins)
                .put("size", frontier.size())
                .put(
                        "frontier",
                        frontier.roots().stream()
                                .map(root -> Base64.getEncoder().encodeToString(root.array()))
                                .toList())
                .put("audited", audited)
                .put("checkpoint", checkpoint.utf8())
                .build()
                .toText());
    }

    /** The inverse of {@link #encode}; anything else is a broken database. */
    public static PublicLog decode(Bytes bytes) {
        var json = Json.parseObject(bytes, LIMITS);
        if (!(json.get("begins") instanceof Json.Int begins) || !(json.get("size") instanceof Json.Int size)) {
            throw new InvalidLog("what is stored of a log has no size");
        }
        var roots = json.texts("frontier").stream()
                .map(root -> Bytes.wrap(Base64.getDecoder().decode(root)))
                .toList();
        return new PublicLog(
                VerifierKey.parse(String.valueOf(json.text("key"))),
                begins.value(),
                new Frontier(size.value(), roots),
                json.get("audited") instanceof Json.Int audited ? audited.value() : 0,
                Bytes.utf8(String.valueOf(json.text("checkpoint"))));
    }
}
