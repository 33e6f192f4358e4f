package dev.countersign.store.postgres;

import dev.countersign.json.Bytes;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import dev.countersign.repository.TaskId;
import dev.countersign.tuf.RoleName;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** How our values lie in columns. Instants keep microseconds; what is finer is lost. */
final class Columns {
    private Columns() {}

    /** Not copied: the client of PostgreSQL only reads it. */
    static Buffer toColumn(Bytes bytes) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes.array()));
    }

    static Bytes bytes(Row row, int column) {
        return bytes(row.getBuffer(column));
    }

    /** The client makes an array of its own for each value, which becomes ours; a copy if it ever does otherwise. */
    static Bytes bytes(Buffer value) {
        var content = ((BufferInternal) value).getByteBuf();
        var isWhole = content.hasArray()
                && content.arrayOffset() == 0
                && content.readerIndex() == 0
                && content.array().length == content.readableBytes();
        return Bytes.wrap(isWhole ? content.array() : value.getBytes());
    }

    static OffsetDateTime toColumn(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static Instant instant(Row row, int column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    /** A task id has the 128 bits of a UUID, without being one on the wire. */
    static UUID toColumn(TaskId task) {
        return new UUID(
                HexFormat.fromHexDigitsToLong(task.hex(), 0, 16), HexFormat.fromHexDigitsToLong(task.hex(), 16, 32));
    }

    static TaskId task(Row row, int column) {
        var uuid = row.getUUID(column);
        return new TaskId(HexFormat.of().toHexDigits(uuid.getMostSignificantBits())
                + HexFormat.of().toHexDigits(uuid.getLeastSignificantBits()));
    }

    /** Parameters {@code roles text[], versions int[]}. */
    static Tuple keys(List<RoleVersion> keys) {
        return Tuple.tuple().addArrayOfString(roles(keys)).addArrayOfInteger(versions(keys));
    }

    static String[] roles(List<RoleVersion> keys) {
        return keys.stream().map(key -> key.role().value()).toArray(String[]::new);
    }

    static Integer[] versions(List<RoleVersion> keys) {
        return keys.stream().map(RoleVersion::version).toArray(Integer[]::new);
    }

    /** A key at the front of a row. */
    static RoleVersion key(Row row) {
        return new RoleVersion(new RoleName(row.getString(0)), row.getInteger(1));
    }

    /** Columns {@code role, version, expires, bytes}. */
    static StoredFile file(Row row) {
        return new StoredFile(new RoleName(row.getString(0)), row.getInteger(1), instant(row, 2), bytes(row, 3));
    }
}
