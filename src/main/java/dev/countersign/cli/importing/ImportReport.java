package dev.countersign.cli.importing;

import dev.countersign.cli.DurationText;
import dev.countersign.cli.Exit;
import dev.countersign.cli.Words;
import dev.countersign.json.Json;
import java.time.Duration;
import java.util.List;

/**
 * How an import ended, for people and for programs.
 *
 * @param accepted artifacts, those of interrupted runs included
 * @param rejected lines and artifacts, likewise
 * @param withoutRoom those of them for which a role has no room
 * @param elapsed time this run took until everything was sent
 * @param rate artifacts a second of this run
 * @param ending what clients can see of them
 */
record ImportReport(long accepted, long rejected, long withoutRoom, Duration elapsed, long rate, Ending ending) {

    /**
     * What became of the accepted artifacts.
     *
     * @param published whether clients see them
     * @param pendingRoles the roles that their holders have still to sign
     */
    record Ending(boolean published, List<String> pendingRoles, String sentence) {
        static Ending untold(String sentence) {
            return new Ending(false, List.of(), sentence);
        }
    }

    Exit exit() {
        if (rejected > 0 || accepted == 0) {
            return Exit.REFUSED;
        }
        return ending.pendingRoles().isEmpty() ? Exit.OK : Exit.PENDING;
    }

    Json.Obj json(Rejects rejects) {
        return Json.object()
                .put("accepted", accepted)
                .put("rejected", rejected)
                .put("without_room", withoutRoom)
                .put(
                        "rejections",
                        new Json.Arr(rejects.first().stream()
                                .<Json>map(Rejection::json)
                                .toList()))
                .put("pending_roles", ending.pendingRoles())
                .put("published", ending.published() && accepted > 0)
                .put("milliseconds", elapsed.toMillis())
                .put("artifacts_per_second", rate)
                .build();
    }

    String text(Rejects rejects, int shown) {
        var text = new StringBuilder(accepted == 0 ? "Nothing was accepted." : taken());
        if (rejected > 0) {
            text.append("\nNot taken: ").append(Words.count(rejected, "line"));
            text.append(rejects.file() == null ? "." : " (see " + rejects.file() + ").");
            rejects.first().stream()
                    .limit(shown)
                    .forEach(each -> text.append("\n  ")
                            .append(each.place())
                            .append(": ")
                            .append(each.reason()));
            if (rejected > shown) {
                text.append("\n  …");
            }
        }
        if (withoutRoom > 0) {
            text.append("\nThe repository has no room for ")
                    .append(Words.count(withoutRoom, "artifact"))
                    .append(": their roles are as large as TUF clients download. Remove artifacts that nobody needs"
                            + " ('countersign artifact remove') and run this again, or add them to a repository with"
                            + " more bins. 'countersign status' shows how full the roles are.");
        }
        return text.toString();
    }

    private String taken() {
        return "Accepted " + Words.count(accepted, "artifact") + " in " + DurationText.text(elapsed) + " ("
                + Words.number(rate) + "/s). " + ending.sentence();
    }
}
