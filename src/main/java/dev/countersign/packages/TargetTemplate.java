package dev.countersign.packages;

import com.google.errorprone.annotations.Immutable;
import dev.countersign.json.InvalidValue;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The form of the target paths of a source, such as {@code {prefix}/{project}/-/{file}}. An empty prefix or project leaves
 * its slash out, too.
 */
@Immutable
public record TargetTemplate(String text) {
    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
    private static final String EXPECTED = "text with {file}, and perhaps {prefix} and {project}, each once";

    /**
     * Checks the text.
     *
     * @throws InvalidValue for a text without a place for the file, and for places of other names
     */
    public TargetTemplate {
        var places = PLACE.matcher(text).results().map(place -> place.group(1)).toList();
        var known = Set.of("prefix", "project", "file");
        var rest = PLACE.matcher(text).replaceAll("");
        if (!places.contains("file")
                || !known.containsAll(places)
                || Set.copyOf(places).size() != places.size()
                || rest.contains("{")
                || rest.contains("}")) {
            throw new InvalidValue("template", text, EXPECTED);
        }
    }

    String fill(String prefix, String project, String file) {
        var filled = text;
        for (var part : List.of(List.of("{prefix}", prefix), List.of("{project}", project))) {
            filled = part.get(1).isEmpty()
                    ? filled.replace(part.get(0) + "/", "")
                    : filled.replace(part.get(0), part.get(1));
        }
        return filled.replaceFirst("\\{file}", Matcher.quoteReplacement(file));
    }

    @Override
    public String toString() {
        return text;
    }
}
