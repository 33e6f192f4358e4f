package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.document.TargetEntry;
import dev.countersign.tuf.document.TargetsDocument;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RoleChangeTest {
    private static final TargetsDocument A_AND_B = edit(Bench.entry("b", 2), Bench.entry("a", 1))
            .applyTo(TargetsDocument.EMPTY)
            .content();

    @Test
    void anEditSetsAndRemoves() {
        var result = edit(removal("a"), Bench.entry("c", 3)).applyTo(A_AND_B);

        assertThat(result.newVersion()).isTrue();
        assertThat(result.absent()).isEmpty();
        assertThat(paths(result.content())).containsExactly("b", "c");
    }

    @Test
    void anEditWithoutEffectMakesNoVersion() {
        var result = edit(removal("x"), Bench.entry("a", 1)).applyTo(A_AND_B);

        assertThat(result.newVersion()).isFalse();
        assertThat(result.absent()).containsExactly(new TargetPath("x"));
    }

    @Test
    void anEditTellsWhichPathsWereNoTargetsBefore() {
        var edit = new RoleChange.Edit(
                List.of(Bench.entry("a", 9), Bench.entry("x", 9)), List.of(new TargetPath("a"), new TargetPath("x")));

        assertThat(edit.applyTo(A_AND_B).absent()).containsExactly(new TargetPath("x"));
    }

    @Test
    void aRenewalKeepsTheTargets() {
        var result = new RoleChange.SignAgain().applyTo(A_AND_B);

        assertThat(result.newVersion()).isTrue();
        assertThat(paths(result.content())).containsExactly("a", "b");
    }

    @Test
    void aBeginningForgetsThem() {
        var result = new RoleChange.Begin().applyTo(A_AND_B);

        assertThat(result.newVersion()).isTrue();
        assertThat(paths(result.content())).isEmpty();
    }

    private static RoleChange.Edit edit(TargetEntry... entries) {
        return new RoleChange.Edit(Arrays.asList(entries), List.of());
    }

    private static TargetEntry removal(String path) {
        return new TargetEntry(new TargetPath(path), null);
    }

    private static List<String> paths(TargetsDocument document) {
        return document.entries().map(entry -> entry.path().value()).toList();
    }
}
