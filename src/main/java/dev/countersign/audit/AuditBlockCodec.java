package dev.countersign.audit;

import dev.countersign.json.Ascii;
import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalBuffer;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of rows as bytes: short, and hardly any work to write, because each submission needs it.
 *
 * <p>A byte that names the form, the number of rows, and each row: microseconds since 1970 (8 bytes), body (32), salt (16), actor,
 * address, kind, operation, task (0 for none, or 1 and 16 bytes), details (their length and canonical JSON). A word that the block
 * has had already is its place among those, from 1 on; a new one is 0, its length and UTF-8; an address that is not there is an
 * empty word. Numbers are in seven bits a byte, the lowest first; all but the last have the eighth.
 */
final class AuditBlockCodec {
    /** 1 was deflated JSON, of no release. */
    private static final byte FORM = 2;

    private static final int HASH_LENGTH = 32;
    private static final int TASK_LENGTH = 16;
    private static final JsonLimits DETAILS = new JsonLimits(16, 64 << 20);

    private AuditBlockCodec() {}

    /** @throws IllegalStateException for what {@link Writer} has not made */
    static List<AuditBlock.Salted> decode(Bytes block) {
        try {
            return new Reader(ByteBuffer.wrap(block.array())).rows();
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException | InvalidInput e) {
            throw new IllegalStateException("a block of the audit cannot be read", e);
        }
    }

    /** Writes one block. Not safe for several threads. */
    static final class Writer {
        private final CanonicalBuffer out;
        private final Map<String, Integer> words = new HashMap<>();

        /** @param rows how many will be added */
        Writer(int rows) {
            this.out = new CanonicalBuffer(256 + 192 * rows).append(FORM);
            number(rows);
        }

        /** @param details those of the row in canonical JSON */
        void add(AuditBlock.Salted row, Bytes details) {
            var entry = row.entry();
            var origin = entry.origin();
            out.append(ByteBuffer.allocate(Long.BYTES)
                    .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, entry.at()))
                    .array());
            out.append(origin.body()).append(row.salt());
            word(origin.actor());
            word(origin.address() == null ? "" : origin.address());
            word(entry.kind());
            word(origin.operation());
            task(entry.task());
            text(details);
        }

        Bytes toBytes() {
            return out.toBytes();
        }

        private void task(@Nullable String task) {
            number(task == null ? 0 : 1);
            if (task != null) {
                if (task.length() != 2 * TASK_LENGTH || !Ascii.isLowerCaseHex(task)) {
                    throw new IllegalArgumentException(
                            "task: " + task + " (expected: 32 lower-case hexadecimal digits)");
                }
                out.append(HexFormat.of().parseHex(task));
            }
        }

        private void word(String word) {
            var place = words.putIfAbsent(word, words.size() + 1);
            number(place == null ? 0 : place);
            if (place == null) {
                text(Bytes.utf8(word));
            }
        }

        private void text(Bytes text) {
            number(text.length());
            out.append(text);
        }

        private void number(int value) {
            int rest = value;
            while (rest > 0x7f) {
                out.append((byte) (rest | 0x80));
                rest >>>= 7;
            }
            out.append((byte) rest);
        }
    }

    private static final class Reader {
        private final ByteBuffer in;
        /** The first stands for a new one. */
        private final List<String> words = new ArrayList<>(List.of(""));

        Reader(ByteBuffer in) {
            this.in = in;
        }

        List<AuditBlock.Salted> rows() {
            require(in.get() == FORM);
            int count = number();
            var rows = new ArrayList<AuditBlock.Salted>();
            for (int place = 0; place < count; place++) {
                rows.add(row());
            }
            require(!in.hasRemaining());
            return rows;
        }

        private AuditBlock.Salted row() {
            var at = Instant.EPOCH.plus(in.getLong(), ChronoUnit.MICROS);
            var body = bytes(HASH_LENGTH);
            var salt = bytes(AuditLeaf.SALT_LENGTH);
            var actor = word();
            var address = word();
            var kind = word();
            var origin = new AuditOrigin(actor, address.isEmpty() ? null : address, word(), body);
            return new AuditBlock.Salted(new AuditEntry(at, origin, kind, task(), details()), salt);
        }

        private @Nullable String task() {
            int count = number();
            require(count <= 1);
            return count == 0 ? null : bytes(TASK_LENGTH).hex();
        }

        private Json.Obj details() {
            return Json.parseObject(bytes(number()), DETAILS);
        }

        private String word() {
            int place = number();
            if (place > 0) {
                return words.get(place);
            }
            var word = bytes(number()).utf8();
            words.add(word);
            return word;
        }

        private Bytes bytes(int length) {
            require(length >= 0 && length <= in.remaining());
            var bytes = new byte[length];
            in.get(bytes);
            return Bytes.wrap(bytes);
        }

        private int number() {
            int value = 0;
            for (int shift = 0; ; shift += 7) {
                require(shift < Integer.SIZE);
                byte part = in.get();
                value |= (part & 0x7f) << shift;
                if (part >= 0) {
                    return value;
                }
            }
        }

        private static void require(boolean isSo) {
            if (!isSo) {
                throw new IllegalArgumentException("not a block");
            }
        }
    }
}
