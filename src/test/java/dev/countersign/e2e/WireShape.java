package dev.countersign.e2e;

import dev.countersign.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What an answer must look like where its value cannot be known: task ids, times, signatures of the service. */
final class WireShape {
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
    private static final Pattern EXPIRY = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");

    private static final Map<String, Predicate<String>> OPEN = Map.of(
            "${new task}",
            Pattern.compile("[0-9a-f]{32}").asMatchPredicate(),
            "${time}",
            TIME.asMatchPredicate(),
            "${later}",
            text -> EXPIRY.matcher(text).matches() && Instant.parse(text).isAfter(Instant.now()),
            "${hex}",
            Pattern.compile("[0-9a-f]{128,}").asMatchPredicate());

    private WireShape() {}

    static boolean isOpen(String name) {
        return OPEN.containsKey(name);
    }

    /** What was answered, with the expectation's open names wherever the answer fits them. */
    static Json fitted(Json expected, Json actual) {
        return switch (expected) {
            case Json.Str(var name)
            when actual instanceof Json.Str(var text)
                    && OPEN.getOrDefault(name, name::equals).test(text) -> expected;
            case Json.Obj shape
            when actual instanceof Json.Obj object -> {
                var fitted = Json.Obj.EMPTY;
                for (var member : object.members().entrySet()) {
                    var wanted = shape.get(member.getKey());
                    fitted = fitted.with(
                            member.getKey(), wanted == null ? member.getValue() : fitted(wanted, member.getValue()));
                }
                yield fitted;
            }
            case Json.Arr shape
            when actual instanceof Json.Arr array -> {
                List<Json> fitted = new ArrayList<>();
                for (var i = 0; i < array.items().size(); i++) {
                    var item = array.items().get(i);
                    fitted.add(i < shape.items().size() ? fitted(shape.items().get(i), item) : item);
                }
                yield new Json.Arr(fitted);
            }
            default -> actual;
        };
    }

    /** A member or item on each line, members by name: their order means nothing, and two texts are easily compared. */
    static String lines(Json value) {
        return lines(value, "\n");
    }

    private static String lines(Json value, String newLine) {
        var deeper = newLine + "  ";
        return switch (value) {
            case Json.Obj object -> {
                var members = new ArrayList<String>();
                new TreeMap<>(object.members())
                        .forEach((name, member) -> members.add(name + ": " + lines(member, deeper)));
                yield "{" + deeper + String.join(deeper, members) + newLine + "}";
            }
            case Json.Arr array ->
                "[" + deeper
                        + String.join(
                                deeper,
                                array.items().stream()
                                        .map(item -> lines(item, deeper))
                                        .toList())
                        + newLine + "]";
            default -> value.toText();
        };
    }
}
