package dev.countersign.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ColumnsTest {
    private static final byte[] CONTENT = {1, 2, 3};

    @Test
    void takesAnArrayOfItsOwnAsItIs() {
        var array = CONTENT.clone();
        assertThat(Columns.bytes(BufferInternal.buffer(Unpooled.wrappedBuffer(array)))
                        .array())
                .isSameAs(array);
    }

    @Test
    void copiesWhatIsPartOfSomethingElse() {
        var larger = new byte[] {0, 1, 2, 3, 4};
        for (var content : List.<ByteBuf>of(
                Unpooled.wrappedBuffer(larger, 1, 3),
                Unpooled.wrappedBuffer(larger).slice(1, 3),
                Unpooled.buffer(16).writeBytes(CONTENT),
                Unpooled.directBuffer(3).writeBytes(CONTENT))) {
            assertThat(Columns.bytes(BufferInternal.buffer(content))).isEqualTo(Bytes.of(CONTENT));
        }
    }

    @Test
    void handsAParameterOverAsOftenAsItIsAskedFor() {
        Buffer parameter = Columns.toColumn(Bytes.of(CONTENT));
        for (int i = 0; i < 2; i++) {
            var read = new byte[3];
            ((BufferInternal) parameter).getByteBuf().readBytes(read);
            assertThat(read).isEqualTo(CONTENT);
        }
    }
}
