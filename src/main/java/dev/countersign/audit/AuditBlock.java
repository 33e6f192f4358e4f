package dev.countersign.audit;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalBuffer;
import dev.countersign.json.CanonicalJson;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.json.Members;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Rows that are written together, without their positions. A submission costs a store next to nothing when its row is
 * one of many in a block.
 *
 * @param rows a JSON array of what the hashes of the rows are made from
 * @param leaves the hashes, one behind the other
 * @param newest the latest time of a row
 */
public record AuditBlock(Bytes rows, Bytes leaves, Instant newest) {
    private static final int LEAF_LENGTH = 32;
    private static final JsonLimits LIMITS = new JsonLimits(16, 64 << 20);

    /** A row as it is read back. */
    public record Salted(AuditEntry entry, Bytes salt) {}

    /** @param random one that nobody can predict */
    public static AuditBlock of(int repository, List<AuditEntry> entries, RandomGenerator random) {
        var rows = new CanonicalBuffer(512 * entries.size()).append('[');
        var leaves = new CanonicalBuffer(LEAF_LENGTH * entries.size());
        var newest = Instant.MIN;
        var salts = new byte[AuditLeaf.SALT_LENGTH * entries.size()];
        random.nextBytes(salts);
        for (int place = 0; place < entries.size(); place++) {
            var entry = entries.get(place);
            var row = AuditLeaf.covered(repository, entry, salt(salts, place));
            if (rows.length() > 1) {
                rows.append(',');
            }
            rows.append(CanonicalJson.toWire(row));
            leaves.append(row.sha256());
            newest = entry.at().isAfter(newest) ? entry.at() : newest;
        }
        return new AuditBlock(rows.append(']').toBytes(), leaves.toBytes(), newest);
    }

    private static Bytes salt(byte[] salts, int place) {
        int from = place * AuditLeaf.SALT_LENGTH;
        return Bytes.wrap(Arrays.copyOfRange(salts, from, from + AuditLeaf.SALT_LENGTH));
    }

    /** The hash of the row at that place, from 0 on. */
    public static Bytes leaf(Bytes leaves, int place) {
        return leaves.slice(place * LEAF_LENGTH, (place + 1) * LEAF_LENGTH);
    }

    /** @throws dev.countersign.json.JsonException, dev.countersign.json.InvalidValue for what {@link #of} has not made */
    public static List<Salted> read(Bytes rows) {
        var block = new ArrayList<Salted>();
        for (var item : ((Json.Arr) Json.parse(rows, LIMITS)).items()) {
            var row = Members.read("", item);
            block.add(new Salted(AuditRowCodec.entry(row, "at"), AuditRowCodec.salt(row)));
        }
        return block;
    }
}
