package dev.countersign.audit;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalBuffer;
import dev.countersign.json.CanonicalJson;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Rows that are written together, without their positions. A submission costs a store next to nothing when its row is
 * one of many in a block.
 *
 * @param rows what the hashes of the rows are made from, as {@link #read} takes it
 * @param leaves the hashes, one behind the other
 * @param newest the latest time of a row
 */
public record AuditBlock(Bytes rows, Bytes leaves, Instant newest) {
    private static final int LEAF_LENGTH = 32;

    /** A row without its position. */
    public record Salted(AuditEntry entry, Bytes salt) {}

    /** @param random one that nobody can predict */
    public static AuditBlock of(int repository, List<AuditEntry> entries, RandomGenerator random) {
        var rows = new AuditBlockCodec.Writer(entries.size());
        var leaves = new CanonicalBuffer(LEAF_LENGTH * entries.size());
        var newest = Instant.MIN;
        var salts = new byte[AuditLeaf.SALT_LENGTH * entries.size()];
        random.nextBytes(salts);
        for (int place = 0; place < entries.size(); place++) {
            var row = new Salted(entries.get(place), salt(salts, place));
            var details = CanonicalJson.encodeAny(row.entry().details());
            rows.add(row, details);
            leaves.append(AuditLeaf.hash(repository, row.entry(), row.salt(), details));
            newest = row.entry().at().isAfter(newest) ? row.entry().at() : newest;
        }
        return new AuditBlock(rows.toBytes(), leaves.toBytes(), newest);
    }

    private static Bytes salt(byte[] salts, int place) {
        int from = place * AuditLeaf.SALT_LENGTH;
        return Bytes.wrap(Arrays.copyOfRange(salts, from, from + AuditLeaf.SALT_LENGTH));
    }

    /** The hash of the row at that place, from 0 on. */
    public static Bytes leaf(Bytes leaves, int place) {
        return leaves.slice(place * LEAF_LENGTH, (place + 1) * LEAF_LENGTH);
    }

    /** @throws IllegalStateException for what {@link #of} has not made */
    public static List<Salted> read(Bytes rows) {
        return AuditBlockCodec.decode(rows);
    }
}
