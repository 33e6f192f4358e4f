package dev.countersign.e2e;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A fixture in {@code replay/}: what RSTUF's command line and server said to each other in recordings of the same
 * labels, told again with keys of our own, named in <code>${…}</code>. Where Countersign differs on purpose, the
 * fixture has its answer, and {@code differs} says what RSTUF does.
 *
 * @param documents parts of bodies by name; a later one may contain earlier ones
 */
record ReplayedStory(Json.Obj documents, List<Recording> recordings) {
    private static final JsonLimits LIMITS = new JsonLimits(64, 1 << 20);

    record Recording(String label, List<Exchange> exchanges) {}

    sealed interface Exchange {
        String method();

        String path();

        @Nullable
        String differs();
    }

    /**
     * One request and its answer.
     *
     * @param redirect the other form of the path, to which RSTUF redirects with 307, or null
     */
    record Call(
            String method,
            String path,
            @Nullable Json body,
            int status,
            Json answer,
            @Nullable String redirect,
            @Nullable String differs)
            implements Exchange {}

    /**
     * A request repeated until the task has ended.
     *
     * @param states the distinct states in their order; a faster service may show fewer, the last it must
     */
    record Poll(
            String method,
            String path,
            List<String> states,
            Json.Obj result,
            @Nullable String differs) implements Exchange {}

    static ReplayedStory load(String name) throws IOException {
        try (var file = Objects.requireNonNull(
                ReplayedStory.class.getResourceAsStream("replay/" + name + ".json"), name + ".json")) {
            var story = Json.parseObject(Bytes.wrap(file.readAllBytes()), LIMITS);
            return new ReplayedStory(
                    RegistryCaller.object(story, "documents"),
                    objects(story, "recordings").map(ReplayedStory::recording).toList());
        }
    }

    private static Recording recording(Json.Obj json) {
        return new Recording(
                RegistryCaller.text(json, "label"),
                objects(json, "exchanges").map(ReplayedStory::exchange).toList());
    }

    private static Exchange exchange(Json.Obj json) {
        var send = RegistryCaller.text(json, "send").split(" ", 2);
        var differs = json.get("differs") instanceof Json.Str(var slip) ? slip : null;
        if (json.get("states") != null) {
            return new Poll(
                    send[0],
                    send[1],
                    RegistryCaller.texts(json, "states"),
                    RegistryCaller.object(json, "result"),
                    differs);
        }
        var redirect = json.get("rstuf") instanceof Json.Str(var said) ? said.replaceFirst("^307 to ", "") : null;
        return new Call(
                send[0],
                send[1],
                json.get("body"),
                (int) ((Json.Int) json.get("status")).value(),
                json.get("answer"),
                redirect,
                differs);
    }

    private static Stream<Json.Obj> objects(Json.Obj json, String member) {
        return ((Json.Arr) json.get(member)).items().stream().map(Json.Obj.class::cast);
    }
}
