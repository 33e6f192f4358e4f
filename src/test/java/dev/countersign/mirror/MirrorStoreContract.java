package dev.countersign.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import org.junit.jupiter.api.Test;

/** What every place of a mirror promises. */
public interface MirrorStoreContract {
    Bytes ONE = Bytes.utf8("{\"one\":1}");
    Bytes OTHER = Bytes.utf8("{\"other\":\"" + "x".repeat(3_000) + "\"}");

    /** The one to be tested, empty. */
    MirrorStore store();

    @Test
    default void aFileIsCreatedOnce() {
        try (var _ = store().hold(true)) {
            assertThat(store().read("1.root.json", 100)).isEmpty();
            assertThat(store().create("1.root.json", ONE)).isTrue();
            assertThat(store().create("1.root.json", OTHER)).isFalse();
            assertThat(store().read("1.root.json", 100).orElseThrow().content()).isEqualTo(ONE);
        }
    }

    @Test
    default void aFileIsReplacedOnlyOverTheOneThatWasLookedAt() {
        try (var _ = store().hold(true)) {
            assertThat(store().replace("timestamp.json", "\"never\"", ONE)).isFalse();
            assertThat(store().replace("timestamp.json", null, ONE)).isTrue();
            assertThat(store().replace("timestamp.json", null, OTHER)).isFalse();
            var tag = store().read("timestamp.json", 10_000).orElseThrow().tag();

            assertThat(store().replace("timestamp.json", tag, OTHER)).isTrue();

            assertThat(store().replace("timestamp.json", tag, ONE)).isFalse();
            assertThat(store().read("timestamp.json", 10_000).orElseThrow().content())
                    .isEqualTo(OTHER);
        }
    }

    @Test
    default void whatIsRemovedIsGone() {
        try (var _ = store().hold(true)) {
            assertThat(store().create("1.bins-0.json", OTHER)).isTrue();
            store().delete("1.bins-0.json");
            store().delete("1.bins-0.json");
            assertThat(store().read("1.bins-0.json", 10_000)).isEmpty();
        }
    }

    @Test
    default void nobodyReadsMoreThanTheLimit() {
        try (var _ = store().hold(true)) {
            assertThat(store().create("1.bins-0.json", OTHER)).isTrue();
            assertThatThrownBy(() -> store().read("1.bins-0.json", 100))
                    .isInstanceOf(MirrorFailure.Unverifiable.class)
                    .hasMessageContaining("larger than 100 bytes");
        }
    }
}
