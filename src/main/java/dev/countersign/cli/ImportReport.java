package dev.countersign.cli;

import dev.countersign.tuf.Json;
import java.time.Duration;
import java.util.List;

/**
 * How an import ended, for people and for programs.
 *
 * @param accepted artifacts, those of interrupted runs included
 * @param rejected lines, likewise
 * @param elapsed time this run took until everything was accepted
 * @param rate artifacts a second of this run
 */
record ImportReport(long accepted, long rejected, Duration elapsed, long rate) {

    Json.Obj json(Rejects rejects, List<String> invalid, boolean published) {
        var lines = rejects.first().stream()
                .map(rejection -> (Json) new Fields()
                        .put("line", rejection.line())
                        .put("reason", rejection.reason())
                        .json())
                .toList();
        return new Fields()
                .put("accepted", accepted)
                .put("rejected", rejected)
                .put("rejections", new Json.Arr(lines))
                .put("invalid_paths", invalid)
                .put("published", published)
                .put("milliseconds", elapsed.toMillis())
                .put("artifacts_per_second", rate)
                .json();
    }

    String text(Rejects rejects, List<String> invalid, String ending, int shown) {
        var text = new StringBuilder("Accepted " + Words.count(accepted, "artifact") + " in " + DurationText.of(elapsed)
                + " (" + Words.number(rate) + "/s). " + ending);
        if (!invalid.isEmpty()) {
            text.append("\nNot added, because no role is responsible for the path: ")
                    .append(Words.some(invalid))
                    .append('.');
        }
        if (rejected > 0) {
            text.append("\nNot taken: ").append(Words.count(rejected, "line"));
            text.append(rejects.file() == null ? "." : " (see " + rejects.file() + ").");
            rejects.first().stream()
                    .limit(shown)
                    .forEach(each -> text.append("\n  line ")
                            .append(each.line())
                            .append(": ")
                            .append(each.reason()));
            if (rejected > shown) {
                text.append("\n  …");
            }
        }
        return text.toString();
    }
}
