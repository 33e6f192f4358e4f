package dev.countersign.cli.api;

import dev.countersign.ceremony.Shown;
import dev.countersign.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A mirror as the server describes it.
 *
 * @param data all that the server has said
 */
public record MirrorReport(String name, Json.Obj data) {

    static MirrorReport fromJson(Json.Obj data) {
        return new MirrorReport(shown(data, "name"), data);
    }

    private static String shown(Json.Obj data, String name) {
        var text = data.text(name);
        return text == null ? "" : Shown.text(text);
    }

    /** Where it is, in one line. */
    public String place() {
        var place = data.object("place");
        if (place.text("folder") != null) {
            return shown(place, "folder");
        }
        var endpoint = shown(place, "endpoint");
        return "s3://" + shown(place, "bucket") + "/" + shown(place, "prefix")
                + (endpoint.isEmpty() ? "" : " at " + endpoint);
    }

    /** Whether it shows something, and all that its repository shows. */
    public boolean isFilled() {
        return "complete".equals(data.text("state")) && ApiAnswers.number(data.object("shows"), "timestamp") > 0;
    }

    /** In a few words. */
    public String stands() {
        var shows = ApiAnswers.number(data.object("shows"), "timestamp");
        var behind = ApiAnswers.number(data, "behind_seconds");
        var problem = data.object("problem").text("sentence");
        return shown(data, "state")
                + (shows > 0 ? ", timestamp " + shows : "")
                + (behind > 0 ? ", " + behind + " s behind" : "")
                + (problem == null ? "" : ": " + Shown.paragraph(problem));
    }

    /** The number of the last full check that has been done. */
    public long checkNumber() {
        return ApiAnswers.number(data.object("check"), "number");
    }

    public long checkFiles() {
        return ApiAnswers.number(data.object("check"), "files");
    }

    /** What the last full check has found; null when all was well. */
    public @Nullable String checkProblem() {
        var problem = data.object("check").text("problem");
        return problem == null ? null : Shown.paragraph(problem);
    }
}
