package dev.countersign.cli.importing;

import dev.countersign.cli.CliFailure;
import dev.countersign.json.Bytes;
import java.util.regex.Pattern;

/** How the lines of an import name artifacts. */
enum ImportFormat {
    /** {@code path;size;hash-type;hash}, as programs export it. */
    CSV {
        @Override
        ArtifactLines lines(Bytes firstLine) {
            return CsvLines.detect(firstLine);
        }
    },

    /** One JSON object a line. */
    JSONL {
        @Override
        ArtifactLines lines(Bytes firstLine) {
            return new JsonLines();
        }
    };

    private static final Pattern JSON_ARRAY = Pattern.compile("\\s*\\[\\s*(\\{.*)?");

    /** Reads the lines of a list that begins with this one. */
    abstract ArtifactLines lines(Bytes firstLine);

    /**
     * JSON when the first line starts like an object.
     *
     * @param list its name
     * @throws CliFailure.CommandRefused when it is JSON, but not one object a line
     */
    static ImportFormat detect(Bytes firstLine, String list) {
        var text = firstLine.utf8();
        if (JSON_ARRAY.matcher(text).matches()) {
            throw new CliFailure.CommandRefused(
                    list + ": a JSON array (expected: JSON lines, one object on each; jq -c '.[]'" + " makes them)");
        }
        if (text.strip().equals("{")) {
            throw new CliFailure.CommandRefused(
                    list + ": a JSON object over several lines (expected: JSON lines, one object"
                            + " on each; jq -c . makes them)");
        }
        return text.stripLeading().startsWith("{") ? JSONL : CSV;
    }
}
