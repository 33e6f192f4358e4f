package dev.countersign.http.api;

import dev.countersign.http.Field;
import dev.countersign.http.Violations;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.repository.Change;
import dev.countersign.tuf.RoleName;
import dev.countersign.wire.WireNames;
import java.util.Base64;
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
        var files = new TreeMap<String, Bytes>();
        fields.object(WireNames.FILES).members().forEach((name, file) -> {
            var content = decoded(file);
            if (content != null) {
                files.put(name, content);
            }
        });
        violations.check();
        return new Change.Adopt(days, files);
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
