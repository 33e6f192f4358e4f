package dev.countersign.cli.setup;

import dev.countersign.cli.Exit;
import dev.countersign.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a package manager stands.
 *
 * @param done what was done with its configuration, such as "configured"
 * @param content of the file, when it was asked for; empty otherwise
 * @param detours what leads past the guard for some packages, or may, and what is left to do by hand
 * @param proof null when none was wanted
 */
record ClientReport(
        PackageClient client,
        Path file,
        String done,
        String content,
        List<String> detours,
        @Nullable ProofResult proof) {
    ClientReport {
        detours = List.copyOf(detours);
    }

    /** @param installed whether it has to be installed */
    Exit exit(boolean installed) {
        return switch (proof) {
            case ProofResult.GoesRound round -> Exit.UNVERIFIED;
            case ProofResult.NotInstalled missing -> installed ? Exit.REFUSED : Exit.OK;
            case ProofResult.InForce force -> Exit.OK;
            case null -> Exit.OK;
        };
    }

    Json.Obj json() {
        var json = Json.object()
                .put("client", client.word())
                .put("file", file.toString())
                .put("done", done)
                .put("content", content.isEmpty() ? null : content)
                .put("detours", Json.strings(detours));
        if (proof != null) {
            json.put("proof", word(proof));
        }
        if (proof instanceof ProofResult.GoesRound round) {
            json.put("reasons", Json.strings(round.reasons()));
        }
        return json.build();
    }

    private static String word(ProofResult proof) {
        return switch (proof) {
            case ProofResult.InForce force -> "in force";
            case ProofResult.GoesRound round -> "goes round";
            case ProofResult.NotInstalled missing -> "not installed";
        };
    }

    String text() {
        var lines = new ArrayList<String>();
        lines.add(client.word() + ": " + done + ", " + file);
        if (!content.isEmpty()) {
            lines.add(content.stripTrailing());
        }
        switch (proof) {
            case ProofResult.InForce force ->
                lines.add("  IN FORCE  it asked the guard, and nobody else, for a package that is always refused");
            case ProofResult.GoesRound round ->
                round.reasons().forEach(reason -> lines.add("  GOES ROUND THE GUARD  " + reason));
            case ProofResult.NotInstalled missing ->
                lines.add("  not proved: " + missing.program() + " is not installed here (--program says where it is)");
            case null -> {}
        }
        detours.forEach(detour -> lines.add("  NOTE  " + detour));
        return String.join("\n", lines);
    }
}
