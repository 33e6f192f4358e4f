package dev.countersign.http.api;

import dev.countersign.http.Field;
import dev.countersign.http.Violations;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.repository.Change;
import dev.countersign.repository.TaskId;
import dev.countersign.tuf.FileName;
import dev.countersign.tuf.RoleName;
import dev.countersign.wire.RequestLimits;
import dev.countersign.wire.WireNames;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what others have published, as it is handed in: each file by its name, in Base64. */
final class AdoptionReader {
    private AdoptionReader() {}

    static Change.Adopt read(Json.Obj body) {
        var violations = new Violations();
        var fields = Field.body(body, violations);
        var days = days(fields.object(WireNames.SETTINGS).object(WireNames.EXPIRATION));
        var parts = fields.optional(WireNames.PARTS).isPresent()
                ? tasks(fields.list(WireNames.PARTS, 0, RequestLimits.PARTS))
                : List.<TaskId>of();
        var files = files(fields);
        violations.check();
        return new Change.Adopt(days, parts, files);
    }

    static Change.HandInFiles readPart(Json.Obj body) {
        var violations = new Violations();
        var files = files(Field.body(body, violations));
        violations.check();
        return new Change.HandInFiles(files);
    }

    private static SortedMap<String, Bytes> files(Field fields) {
        var files = new TreeMap<String, Bytes>();
        fields.object(WireNames.FILES).members().forEach((name, file) -> {
            var content = decoded(file);
            if (name.codePointCount(0, name.length()) > FileName.MAX_LENGTH) {
                file.broken("a name that is too long (expected: at most " + FileName.MAX_LENGTH
                        + " characters, as 3.root.json)");
            } else if (content != null) {
                files.put(name, content);
            }
        });
        return files;
    }

    private static List<TaskId> tasks(List<Field> parts) {
        var tasks = new LinkedHashSet<TaskId>();
        for (var part : parts) {
            if (part.json() instanceof Json.Str(var id) && TaskId.isTaskId(id)) {
                if (!tasks.add(new TaskId(id))) {
                    part.broken("a task that is there already (expected: each part once)");
                }
            } else {
                part.broken("not a task (expected: the task_id by which files were handed in)");
            }
        }
        return List.copyOf(tasks);
    }

    /** Every top-level role has a policy; others may have one. */
    private static SortedMap<String, Integer> days(Field expiration) {
        var days = new TreeMap<String, Integer>();
        for (var role : RoleName.TOP_LEVEL) {
            days.put(role.value(), DaysReader.member(expiration, role.value()));
        }
        expiration.members().forEach((role, value) -> {
            if (!days.containsKey(role)) {
                days.put(role, DaysReader.read(value));
            }
        });
        return days;
    }

    private static @Nullable Bytes decoded(Field file) {
        try {
            return file.json() instanceof Json.Str(var text)
                    ? Bytes.wrap(Base64.getDecoder().decode(text))
                    : refused(file);
        } catch (IllegalArgumentException e) {
            return refused(file);
        }
    }

    private static @Nullable Bytes refused(Field file) {
        file.broken("not a file in Base64 (expected: the bytes as they are published)");
        return null;
    }
}
