package dev.countersign.cli.api;

import dev.countersign.ceremony.Shown;
import dev.countersign.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A caller as the server describes it.
 *
 * @param expires when it is none any more; null when that is not foreseen
 * @param data all that the server has said
 */
public record CallerReport(
        String caller, List<GrantReport> grants, @Nullable String expires, Json.Obj data) {

    static CallerReport fromJson(Json.Obj data) {
        var expires = data.text("expires");
        return new CallerReport(
                Shown.text(String.valueOf(data.text("caller"))),
                GrantReport.all(data),
                expires == null ? null : Shown.text(expires),
                data);
    }

    /** What it may do, and until when, in lines. */
    public String rights() {
        return "May      " + GrantReport.sentence(grants) + (expires == null ? "" : "\nExpires  " + expires);
    }
}
