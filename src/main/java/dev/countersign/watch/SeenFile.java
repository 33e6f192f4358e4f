package dev.countersign.watch;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import dev.countersign.packages.SignedFile;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a file since it was first seen. Path and content never change.
 *
 * @param mark what the registry's said of it when it was last compared; null where it says nothing
 * @param checked when its bytes were last fetched and compared
 */
record SeenFile(
        TargetPath path,
        TargetFile content,
        boolean yanked,
        @Nullable String requirements,
        @Nullable String mark,
        Stage stage,
        Instant checked) {

    /** How far it is. */
    enum Stage {
        /** Its hash is known, and it is, or will be, sent to be signed. */
        SEEN,
        SIGNED,
        /** The service does not sign it. */
        REFUSED,
        /** The registry no longer has it, and it is no longer signed. */
        WITHDRAWN;

        /** Whether the list of its project names it. */
        boolean isListed() {
            return this == SEEN || this == SIGNED;
        }
    }

    /** @throws InvalidInput when this is no such file */
    static SeenFile fromJson(Members line) {
        return new SeenFile(
                TargetPath.published(line.string("path")),
                TargetFile.fromJson(line.object()),
                line.bool("yanked"),
                line.object().text("requirements"),
                line.object().text("mark"),
                stage(line),
                Instant.ofEpochSecond(line.integer("checked", 0, Json.Int.MAX_PORTABLE)));
    }

    private static Stage stage(Members line) {
        try {
            return Stage.valueOf(line.string("stage").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw line.refusal("stage", "seen, signed, refused or withdrawn");
        }
    }

    Json.Obj toJson(String project, String file) {
        var json = Json.object()
                .put("project", project)
                .put("file", file)
                .put("path", path.value())
                .put("yanked", yanked)
                .put("requirements", requirements)
                .put("mark", mark)
                .put("stage", stage.name().toLowerCase(Locale.ROOT))
                .put("checked", checked.getEpochSecond());
        content.toJson().members().forEach(json::put);
        return json.build();
    }

    /** As the list of its project has it. */
    SignedFile listed() {
        return new SignedFile(content, yanked, requirements);
    }

    SeenFile in(Stage next) {
        return new SeenFile(path, content, yanked, requirements, mark, next, checked);
    }

    /** The same after a look at it that found the same bytes, or did not fetch them. */
    SeenFile told(boolean nowYanked, @Nullable String nowRequirements, @Nullable String nowMark, Instant nowChecked) {
        return new SeenFile(path, content, nowYanked, nowRequirements, nowMark, stage, nowChecked);
    }
}
