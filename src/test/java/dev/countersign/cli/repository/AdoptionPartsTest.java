package dev.countersign.cli.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.Terminal;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdoptionPartsTest {
    private static final Bytes MEGABYTE = Bytes.wrap(new byte[1 << 20]);

    private final List<Json.Obj> sent = new ArrayList<>();
    private final PrintWriter nowhere = new PrintWriter(new StringWriter());
    private final AdoptionParts parts =
            new AdoptionParts(this::handIn, new Terminal(nowhere, nowhere, false, true, false));

    private String handIn(Json.Obj part) {
        sent.add(part);
        return "task" + sent.size();
    }

    @Test
    void fewFilesGoWithTheAdoptionItself() {
        parts.add("1.root.json", Bytes.utf8("{}"));
        parts.add("timestamp.json", Bytes.utf8("[]"));
        assertThat(sent).isEmpty();
        assertThat(parts.tasks()).isEmpty();
        assertThat(parts.rest().toText()).isEqualTo("{\"1.root.json\":\"e30=\",\"timestamp.json\":\"W10=\"}");
    }

    @Test
    void manyGoBeforeAFewMegabytesAtATimeEachOnce() {
        for (int number = 0; number < 10; number++) {
            parts.add(number + ".json", MEGABYTE);
        }
        parts.add("large.json", Bytes.wrap(new byte[5_000_000]));
        parts.add("last.json", MEGABYTE);
        assertThat(parts.tasks()).containsExactly("task1", "task2", "task3", "task4");
        assertThat(sent)
                .extracting(part -> part.object("files").members().size())
                .containsExactly(4, 4, 2, 1);
        assertThat(parts.rest().members()).containsOnlyKeys("last.json");
    }
}
