package dev.countersign.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.audit.AuditBlock;
import dev.countersign.audit.AuditEntry;
import dev.countersign.audit.AuditRow;
import dev.countersign.audit.AuditRowCodec;
import dev.countersign.audit.StoredBlocks;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.store.TestPostgres;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The blocks of the audit in a database, for whoever looks at them or alters them behind the service's back. */
public final class AlteredAudit {
    private AlteredAudit() {}

    /** All rows of all repositories. */
    public static List<AuditEntry> entries(TestPostgres.Database database) {
        try (var connection = database.connection();
                var rows = connection.createStatement().executeQuery("select rows from audit order by position")) {
            var entries = new ArrayList<AuditEntry>();
            while (rows.next()) {
                AuditBlock.read(Bytes.wrap(rows.getBytes(1))).forEach(row -> entries.add(row.entry()));
            }
            return entries;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static List<AuditEntry> entries(TestPostgres.Database database, String kind) {
        return entries(database).stream()
                .filter(entry -> entry.kind().equals(kind))
                .toList();
    }

    /** Rewrites the rows of the block that a condition names, each as the JSON that answers have. */
    public static void alter(TestPostgres.Database database, String condition, UnaryOperator<String> alteration) {
        try (var connection = database.connection();
                var read = connection
                        .createStatement()
                        .executeQuery("select position, rows from audit where " + condition);
                var write = connection.prepareStatement("update audit set rows = ? where position = ?")) {
            read.next();
            var rows = AuditBlock.read(Bytes.wrap(read.getBytes(2)));
            var altered = rows.stream().map(row -> altered(row, alteration)).toList();
            assertThat(altered).isNotEqualTo(rows);
            write.setBytes(1, StoredBlocks.block(altered).array());
            write.setLong(2, read.getLong(1));
            write.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AuditBlock.Salted altered(AuditBlock.Salted row, UnaryOperator<String> alteration) {
        var text = AuditRowCodec.encode(new AuditRow(1, 1, row.entry(), row.salt(), null, null))
                .toText();
        var json = Json.parseObject(Bytes.utf8(alteration.apply(text)), new JsonLimits(16, 1 << 20));
        var altered = AuditRowCodec.decode(json);
        return new AuditBlock.Salted(altered.entry(), altered.salt());
    }
}
