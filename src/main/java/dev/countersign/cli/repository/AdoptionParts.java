package dev.countersign.cli.repository;

import dev.countersign.cli.Terminal;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.ObjectBuilder;
import dev.countersign.wire.WireNames;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** Hands files in, a few megabytes at a time; the last few are left for the request that takes all of them over. */
final class AdoptionParts {
    /** Well within the server's usual limit of a body, of which Base64 takes a third more; a larger file goes alone. */
    private static final int PART_BYTES = 4 << 20;

    /** Where progress cannot be shown, it is told after as many parts. */
    private static final int NOTED_PARTS = 25;

    private final Function<Json.Obj, String> handIn;
    private final Terminal terminal;
    private final List<String> tasks = new ArrayList<>();
    private ObjectBuilder part = Json.object();
    private long bytes;
    private int count;

    /** @param handIn sends a part, and returns its task */
    AdoptionParts(Function<Json.Obj, String> handIn, Terminal terminal) {
        this.handIn = handIn;
        this.terminal = terminal;
    }

    void add(String name, Bytes file) {
        if (bytes > 0 && bytes + file.length() > PART_BYTES) {
            tasks.add(handIn.apply(
                    Json.object().put(WireNames.FILES, part.build()).build()));
            tell("handed in " + count + " files");
            part = Json.object();
            bytes = 0;
        }
        part.put(name, Base64.getEncoder().encodeToString(file.array()));
        bytes += file.length();
        count++;
    }

    private void tell(String progress) {
        terminal.progress(progress);
        if (!terminal.showsProgress() && tasks.size() % NOTED_PARTS == 0) {
            terminal.note(progress);
        }
    }

    List<String> tasks() {
        return tasks;
    }

    Json.Obj rest() {
        return part.build();
    }
}
