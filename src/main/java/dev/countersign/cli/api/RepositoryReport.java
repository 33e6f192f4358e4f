package dev.countersign.cli.api;

import dev.countersign.ceremony.Shown;
import dev.countersign.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A repository as the server describes it.
 *
 * @param publication number of its newest publication; 0 before the first
 * @param published when that was committed; null before the first
 * @param data all that the server has said
 */
public record RepositoryReport(
        String name,
        long id,
        String created,
        long publication,
        @Nullable String published,
        Json.Obj data) {

    static RepositoryReport fromJson(Json.Obj data) {
        var published = data.text("published");
        return new RepositoryReport(
                Shown.text(String.valueOf(data.text("name"))),
                ApiAnswers.number(data, "id"),
                Shown.text(String.valueOf(data.text("created"))),
                ApiAnswers.number(data, "publication"),
                published == null ? null : Shown.text(published),
                data);
    }

    /** Whether its metadata is for callers with a token only. */
    public boolean isPrivate() {
        return data.isTrue("private");
    }

    /** In a few words. */
    public String stands() {
        return (published == null ? "empty" : "publication " + publication + " at " + published)
                + (isPrivate() ? ", private" : "");
    }
}
