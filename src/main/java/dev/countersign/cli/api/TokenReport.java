package dev.countersign.cli.api;

import dev.countersign.ceremony.Shown;
import dev.countersign.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token as the server describes it. Times are for people, and say "never" where there is none.
 *
 * @param secret its text; null but once, when it is made
 * @param data all that the server has said
 */
public record TokenReport(
        String name,
        String id,
        List<GrantReport> grants,
        String created,
        String creator,
        String expires,
        String lastUse,
        @Nullable String secret,
        Json.Obj data) {

    /** @param data in the form of the API */
    public static TokenReport fromJson(Json.Obj data) {
        return new TokenReport(
                shown(data, "name", ""),
                shown(data, "id", ""),
                GrantReport.all(data),
                time(data, "created", ""),
                shown(data, "creator", ""),
                time(data, "expires", "never"),
                time(data, "last_use", "never"),
                data.text("token"),
                data);
    }

    private static String shown(Json.Obj data, String name, String fallback) {
        var text = data.text(name);
        return text == null ? fallback : Shown.text(text);
    }

    /** To the second. */
    private static String time(Json.Obj data, String name, String fallback) {
        return shown(data, name, fallback).replaceFirst("\\.\\d+Z$", "Z");
    }

    /** All but the secret, in lines. */
    public String text() {
        return "Id       " + id + "\nMay      " + GrantReport.sentence(grants) + "\nExpires  " + expires + "\nCreated  "
                + created + " by " + creator + "\nUsed     " + lastUse;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "token " + name;
    }
}
