package dev.countersign.http;

import dev.countersign.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where in a request a value stands: the steps from {@code body} or {@code query} to it. */
public record Place(@Nullable Place parent, Json step) {
    public static final Place BODY = new Place(null, new Json.Str("body"));
    public static final Place QUERY = new Place(null, new Json.Str("query"));

    public Place member(String name) {
        return new Place(this, new Json.Str(name));
    }

    public Place item(long index) {
        return new Place(this, new Json.Int(index));
    }

    Json.Arr toJson() {
        List<Json> steps = new ArrayList<>();
        for (Place place = this; place != null; place = place.parent) {
            steps.add(place.step);
        }
        Collections.reverse(steps);
        return new Json.Arr(steps);
    }

    /** For people: {@code body.artifacts.0.path}. */
    @Override
    public String toString() {
        var own = step instanceof Json.Str name ? name.value() : step.toText();
        return parent == null ? own : parent + "." + own;
    }
}
