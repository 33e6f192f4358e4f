package dev.countersign.app.config;

import dev.countersign.cli.DurationText;
import dev.countersign.cli.NativeText;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The values an operator gave, read by dotted key and checked on the way: a command line option wins over an
 * environment variable, that over the file, that over the default. Every key asked for is remembered, so that what
 * nobody asked for can be refused.
 */
public final class Values {

    /** A value as written, and the folder a relative path in it counts from. */
    public record Given(Written written, Path folder) {
        public Given(String text, String where, Path folder) {
            this(new Written.Text(text, where), folder);
        }

        public String where() {
            return written.where();
        }

        /** Of what is one value. */
        private String text() {
            return written instanceof Written.Text one ? one.text() : "";
        }
    }

    private static final String ENVIRONMENT_PREFIX = "COUNTERSIGN_";

    /** A number with or without a unit, and an address whose password is masked. */
    private static final Pattern SHOWN = Pattern.compile("[+-]?[0-9][0-9.,]{0,11} ?[A-Za-z]{0,4}|[a-z]+://.*");

    private final Map<String, Given> options;
    private final Map<String, String> environment;
    private final Map<String, Given> file;
    private final TreeSet<String> known = new TreeSet<>();

    public Values(Map<String, Given> options, Map<String, String> environment, Map<String, Given> file) {
        this.options = Map.copyOf(options);
        this.environment = Map.copyOf(environment);
        this.file = Map.copyOf(file);
    }

    /** The variable that overrides a key: {@code http.max-body} is {@code COUNTERSIGN_HTTP_MAX_BODY}. */
    static String variable(String key) {
        return ENVIRONMENT_PREFIX + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    String text(String key, String unset) {
        return find(key).map(Given::text).orElse(unset);
    }

    /** The texts of a list, or what stands between commas; empty when nothing was given. */
    List<String> list(String key) {
        return findAny(key).map(given -> texts(key, given)).orElse(List.of());
    }

    private static List<String> texts(String key, Given given) {
        return given.written() instanceof Written.Items list
                ? new Entry(key, list, given.folder()).texts()
                : Arrays.stream(given.text().split(","))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .toList();
    }

    /**
     * A list of groups; empty when nothing was given. One value in its place is the name of a file with such a list, or, when
     * it begins with a bracket, the list itself: that is how a variable gives one.
     */
    List<Entry> entries(String key) {
        return findAny(key).map(given -> listed(key, given).entries()).orElse(List.of());
    }

    private static Entry listed(String key, Given given) {
        if (!(given.written() instanceof Written.Text one)) {
            return new Entry(key, given.written(), given.folder());
        }
        if (one.text().startsWith("[")) {
            var list = WrittenReader.read(one.text().getBytes(StandardCharsets.UTF_8), _ -> one.where());
            return new Entry(key, list.orElse(one), given.folder());
        }
        var file = path(key, given);
        var list = ConfigFile.written(file)
                .orElseThrow(() -> StartFailure.misconfigured(
                        key + ": " + file + " is empty (expected: a list; " + one.where() + ")"));
        return new Entry(
                key, list, Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file));
    }

    /** What stands between commas, each item read; one that cannot be read is refused. */
    <T> List<T> list(String key, Function<String, Optional<T>> item, String expected) {
        return list(key).stream()
                .map(text -> item.apply(text)
                        .orElseThrow(() -> refused(key, new Given(text, where(key), Path.of("")), expected)))
                .toList();
    }

    Optional<Secret> secret(String key) {
        return find(key).map(given -> new Secret(given.text()));
    }

    int number(String key, int unset, int least, int most) {
        return find(key).map(given -> number(key, given, least, most)).orElse(unset);
    }

    Duration duration(String key, Duration unset, Duration least, Duration most) {
        return find(key)
                .map(given -> DurationText.withUnit(given.text())
                        .filter(value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0)
                        .orElseThrow(() -> refused(
                                key, given, "a duration from " + Units.text(least) + " to " + Units.text(most))))
                .orElse(unset);
    }

    /** In bytes. */
    long size(String key, long unset, long least, long most) {
        return find(key)
                .map(given -> Units.size(given.text())
                        .filter(value -> value >= least && value <= most)
                        .orElseThrow(() ->
                                refused(key, given, "a size from " + Units.text(least) + " to " + Units.text(most))))
                .orElse(unset);
    }

    <E extends Enum<E>> E choice(String key, E unset) {
        var constants = unset.getDeclaringClass().getEnumConstants();
        return find(key)
                .map(given -> Arrays.stream(constants)
                        .filter(choice -> word(choice).equals(given.text()))
                        .findFirst()
                        .orElseThrow(() -> refused(
                                key,
                                given,
                                Arrays.stream(constants).map(Values::word).collect(Collectors.joining(" or ")))))
                .orElse(unset);
    }

    Optional<ServerUrl> url(String key, List<String> schemes) {
        return find(key)
                .map(given -> ServerUrl.parse(given.text(), schemes)
                        .orElseThrow(() -> refused(
                                key,
                                new Given(ServerUrl.masked(given.text()), given.where(), given.folder()),
                                "a url such as " + schemes.getFirst() + "://host/…")));
    }

    /** A path; a relative one counts from the folder of the file that gives it, otherwise from the working folder. */
    @Nullable
    Path path(String key) {
        return find(key).map(given -> path(key, given)).orElse(null);
    }

    private static Path path(String key, Given given) {
        try {
            return given.folder().resolve(given.text());
        } catch (InvalidPathException impossible) {
            throw refused(key, given, "a path that can be a file here: " + NativeText.reason(impossible));
        }
    }

    /** Where a key's value comes from, for errors found later. */
    String where(String key) {
        return findAny(key).map(Given::where).orElse("the default");
    }

    /** Refuses what was given and never asked for; called last. */
    void refuseUnknown() {
        file.forEach((key, given) -> {
            if (!known.contains(key)) {
                throw StartFailure.misconfigured(key + ": unknown key (" + given.where() + ")" + suggestion(key));
            }
        });
        var variables = known.stream().map(Values::variable).collect(Collectors.toCollection(TreeSet::new));
        environment.keySet().stream()
                .filter(name -> concernsUs(name) && !variables.contains(name))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw StartFailure.misconfigured(
                            name + ": environment variable of no known key; unset or correct it");
                });
    }

    /** Every key asked for so far. */
    SortedSet<String> known() {
        return new TreeSet<>(known);
    }

    private Optional<Given> find(String key) {
        var found = findAny(key);
        found.filter(given -> !(given.written() instanceof Written.Text)).ifPresent(given -> {
            throw StartFailure.misconfigured(key + ": a list (expected: one value; " + given.where() + ")");
        });
        return found;
    }

    private Optional<Given> findAny(String key) {
        known.add(key);
        var option = options.get(key);
        if (option != null) {
            return Optional.of(option);
        }
        var name = variable(key);
        var value = environment.get(name);
        if (value != null && !value.isEmpty()) {
            return Optional.of(
                    new Given(value, "environment variable " + name, Path.of("").toAbsolutePath()));
        }
        return Optional.ofNullable(file.get(key));
    }

    private static int number(String key, Given given, int least, int most) {
        try {
            var value = Integer.parseInt(given.text());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // refused below, like a number out of range
        }
        throw refused(key, given, "a number from " + least + " to " + most);
    }

    private static StartFailure refused(String key, Given given, String expected) {
        return StartFailure.misconfigured(
                key + ": " + shown(given.text()) + " (expected: " + expected + "; " + given.where() + ")");
    }

    /** A suggestion: only a key that is similar. Anything else could be a secret in the wrong place. */
    private static String shown(String text) {
        return SHOWN.matcher(text).matches() ? text : "a text of " + text.length() + " characters";
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Variables of other uses, such as COUNTERSIGN_SERVER, name no group of ours. */
    private boolean concernsUs(String name) {
        return known.stream()
                .filter(key -> key.indexOf('.') > 0)
                .map(key -> variable(key.substring(0, key.indexOf('.') + 1)))
                .anyMatch(name::startsWith);
    }

    private String suggestion(String key) {
        return known.stream()
                .filter(candidate -> distance(candidate, key) <= 3)
                .min((a, b) -> Integer.compare(distance(a, key), distance(b, key)))
                .map(candidate -> "; did you mean " + candidate + "?")
                .orElse("; conf/countersign.yaml shows every key");
    }

    /** Edit distance: insertions, deletions and replacements of one character. */
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j - 1], row[j]) + 1);
            }
        }
        return row[b.length()];
    }
}
