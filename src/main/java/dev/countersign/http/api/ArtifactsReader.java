package dev.countersign.http.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.countersign.http.Call;
import dev.countersign.http.DocumentBody;
import dev.countersign.http.HttpLimits;
import dev.countersign.http.Lax;
import dev.countersign.http.Place;
import dev.countersign.http.Refusal;
import dev.countersign.http.Violation;
import dev.countersign.http.Violations;
import dev.countersign.json.Json;
import dev.countersign.json.JsonException;
import dev.countersign.json.JsonLimits;
import dev.countersign.json.JsonStream;
import dev.countersign.repository.TaskId;
import dev.countersign.tuf.TargetPath;
import dev.countersign.wire.WireNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
import java.util.SequencedSet;

/** Reads lists of artifacts straight from the text into canonical entries: never a tree of the whole body. */
final class ArtifactsReader {
    private final JsonStream json;
    private final HttpLimits limits;

    ArtifactsReader(HttpLimits limits) {
        this.limits = limits;
        this.json = new JsonStream(new JsonLimits(limits.maxDepth(), limits.maxBodyBytes()));
    }

    /**
     * Reads a body of {@code POST /artifacts}.
     *
     * @param task its name goes into each {@code custom} if the body asks for that
     * @throws Refusal.Invalid naming everything wrong with it
     */
    ArtifactList.Added added(Call call, TaskId task) {
        SequencedMap<TargetPath, SubmittedTarget> targets = new LinkedHashMap<>();
        var flags = read(call, (parser, place, violations) -> {
            var target = new ArtifactReader(parser, place, violations, limits).target();
            if (target != null) {
                targets.put(target.path(), target);
            }
        });
        // Only now: in the body, add_task_id_to_custom may come after the artifacts.
        var entries = targets.values().stream()
                .map(target -> flags.addTaskId ? target.addedBy(task) : target)
                .map(SubmittedTarget::entry)
                .toList();
        return new ArtifactList.Added(entries, flags.publish);
    }

    /**
     * Reads a body of {@code POST /artifacts/delete}.
     *
     * @throws Refusal.Invalid naming everything wrong with it
     */
    ArtifactList.Removed removed(Call call) {
        SequencedSet<TargetPath> paths = new LinkedHashSet<>();
        var flags = read(call, (parser, place, violations) -> {
            // Whatever could be added once, under any policy, can be removed.
            var path = ArtifactReader.path(parser, place, violations, TargetPath::published);
            if (path != null) {
                paths.add(path);
            }
        });
        if (paths.isEmpty()) {
            throw new Refusal.Invalid(Violation.tooShort(
                    Place.BODY.member(WireNames.ARTIFACTS), 1, 0, new Json.Arr(java.util.List.of())));
        }
        return new ArtifactList.Removed(new ArrayList<>(paths), flags.publish);
    }

    @FunctionalInterface
    private interface ItemReader {
        void read(JsonParser parser, Place place, Violations violations) throws IOException;
    }

    /** What stands beside the list. */
    private static final class Flags {
        private boolean listed;
        private boolean addTaskId;
        private boolean publish = true;
    }

    private Flags read(Call call, ItemReader items) {
        DocumentBody.checkType(call);
        var violations = new Violations();
        try (var parser = json.open(call.body())) {
            var flags = body(parser, items, violations);
            violations.check();
            return flags;
        } catch (JsonException.NotUtf8 e) {
            throw new Refusal.Invalid(Violation.notJson(e.offset(), String.valueOf(e.getMessage())));
        } catch (JsonProcessingException e) {
            throw new Refusal.Invalid(Violation.notJson(offset(e), reason(e)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Flags body(JsonParser parser, ItemReader items, Violations violations) throws IOException {
        var flags = new Flags();
        if (parser.nextToken() == null) {
            throw new Refusal.Invalid(Violation.notJson(0, "there is no value"));
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            violations.add(Violation.noObject(Place.BODY, ArtifactReader.shown(parser)));
            parser.skipChildren();
            checkEnd(parser);
            return flags;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case WireNames.ARTIFACTS -> list(parser, items, violations, flags);
                case WireNames.ADD_TASK_ID -> flags.addTaskId = flag(parser, name, violations);
                case WireNames.PUBLISH_ARTIFACTS -> flags.publish = flag(parser, name, violations);
                default -> parser.skipChildren();
            }
        }
        checkEnd(parser);
        if (!flags.listed) {
            violations.add(Violation.missing(Place.BODY.member(WireNames.ARTIFACTS), Json.Obj.EMPTY));
        }
        return flags;
    }

    private void list(JsonParser parser, ItemReader items, Violations violations, Flags flags) throws IOException {
        flags.listed = true;
        var place = Place.BODY.member(WireNames.ARTIFACTS);
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            violations.add(Violation.noList(place, ArtifactReader.shown(parser)));
            parser.skipChildren();
            return;
        }
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (count < limits.maxArtifacts() && !violations.full()) {
                items.read(parser, place.item(count), violations);
            } else {
                parser.skipChildren();
            }
            count++;
        }
        if (count > limits.maxArtifacts()) {
            violations.add(Violation.tooLong(place, limits.maxArtifacts(), count));
        }
    }

    private static boolean flag(JsonParser parser, String name, Violations violations) throws IOException {
        var value = ArtifactReader.shown(parser);
        var bool = Lax.bool(value);
        if (bool.isEmpty()) {
            violations.add(Violation.noBool(Place.BODY.member(name), value));
        }
        parser.skipChildren();
        return bool.orElse(false);
    }

    private static void checkEnd(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw new Refusal.Invalid(
                    Violation.notJson(parser.currentTokenLocation().getByteOffset(), "there is text after the end"));
        }
    }

    private static long offset(JsonProcessingException e) {
        var location = e.getLocation();
        return location == null ? 0 : location.getByteOffset();
    }

    private String reason(JsonProcessingException e) {
        return e instanceof StreamConstraintsException && e.getOriginalMessage().contains("depth")
                ? "nested deeper than " + limits.maxDepth() + " levels"
                : e.getOriginalMessage();
    }
}
