package dev.countersign.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.http.HttpLimits;
import dev.countersign.http.Lax;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.tuf.FileName;
import dev.countersign.tuf.HashBins;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.PathPatterns;
import dev.countersign.tuf.Positions;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.TargetPathPolicy;
import dev.countersign.tuf.Validity;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.wire.RequestLimits;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules that the OpenAPI document repeats are those of the code. */
class DocumentRulesTest {
    private static final List<String> NAMES = List.of(
            "a",
            "root",
            "Root",
            "targets",
            "TIMESTAMP",
            "snapshot",
            "rooted",
            "bins",
            "bins-0",
            "BINS-x",
            "binstore",
            "trusted_x",
            "Trusted_",
            "latest_known_time",
            "con",
            "nul.old",
            "console",
            "com1",
            "lpt9.x",
            "com0",
            "2048",
            "2048a",
            "constructor",
            "toString",
            "valueof",
            "_a",
            "-a",
            ".a",
            "a b",
            "a/b",
            "é",
            "",
            "a".repeat(100),
            "a".repeat(101));

    private static final List<String> PATHS = List.of(
            "a",
            "a/b",
            "/a",
            "a/",
            "a//b",
            ".",
            "..",
            "a.",
            "a./b",
            ".a",
            "a..b",
            "__proto__",
            "a/__proto__",
            "con",
            "a?b",
            "a#b",
            "a%b",
            "a:b",
            "a*b",
            "a\"b",
            "a<b",
            "a>b",
            "a|b",
            "a\\b",
            "a b",
            "go/!burnt",
            "!a",
            "a!b",
            "+(a",
            "a(b)",
            "[a]",
            "{a}",
            "a]",
            "é",
            "Ａ",
            "",
            "a".repeat(190),
            "a".repeat(191),
            "*",
            "**",
            "a/**",
            "**/a",
            "a**",
            "?",
            "*.",
            "@(a)",
            "a+b",
            "~a",
            "a=b,c;d&e'f$g^h`i",
            ("a".repeat(127) + "/").repeat(8) + "a");

    private final Json.Obj schemas = schemas();

    @Test
    void numbersAreThoseOfTheCode() {
        numbers("Days", 1, Validity.MAX_DAYS);
        numbers("NumberOfBins", HashBins.FEWEST, HashBins.MOST);
        numbers("Threshold", 1, Limits.THRESHOLD);
        numbers("Position", Positions.FIRST, Positions.LAST);
        numbers("Length", 0, Json.Int.MAX_PORTABLE);
        var version = at("Root", "properties", "version");
        assertThat(version.get("maximum")).isEqualTo(new Json.Int(Limits.VERSION));
        var artifacts = at("ArtifactsRequest", "properties", "artifacts");
        assertThat(artifacts.get("maxItems")).isEqualTo(new Json.Int(HttpLimits.DEFAULT.maxArtifacts()));
        var parts = at("AdoptionRequest", "properties", "parts");
        assertThat(parts.get("maxItems")).isEqualTo(new Json.Int(RequestLimits.PARTS));
        for (var adoption : List.of("AdoptionRequest", "AdoptionFiles")) {
            assertThat(at(adoption, "properties", "files", "propertyNames").get("maxLength"))
                    .isEqualTo(new Json.Int(FileName.MAX_LENGTH));
        }
        for (var path : List.of("TargetPath", "NewTargetPath", "PathPattern")) {
            assertThat(at(path).get("maxLength")).as(path).isEqualTo(new Json.Int(Limits.PATH));
        }
        assertThat(at("TargetFile").toText()).contains(HttpLimits.DEFAULT.maxCustomBytes() + " bytes");
    }

    private void numbers(String schema, long min, long max) {
        var forms = ((Json.Arr) at(schema).get("anyOf")).items();
        var number = (Json.Obj) forms.get(0);
        assertThat(number.get("minimum")).as(schema).isEqualTo(new Json.Int(min));
        assertThat(number.get("maximum")).as(schema).isEqualTo(new Json.Int(max));
        var texts = Stream.of(min - 1, min, min + 1, max / 2, max - 1, max, max + 1, max * 2)
                .flatMap(value -> Stream.of(
                                "%s", "+%s", "0%s", "%s.0", "%s.5", " \t%s\n", "\u00a0%s", "\u2003%s", "%se0")
                        .map(form -> form.formatted(value)))
                .toList();
        agree((Json.Obj) forms.get(1), texts, text -> {
            var value = Lax.integer(new Json.Str(text));
            return value.isPresent() && value.getAsLong() >= min && value.getAsLong() <= max;
        });
    }

    @Test
    void namesAreThoseOfTheCode() {
        agree(at("RoleName"), NAMES, taken(RoleName::publishable));
        agree(at("CustomRoleName"), NAMES, taken(RoleName::existingCustom));
        agree(at("NewRoleName"), NAMES, taken(RoleName::newCustom));
        agree(
                at("KeyId"),
                List.of("a", "a:b", "A.b_c-1", "", "a b", "é", "a".repeat(128), "a".repeat(129)),
                taken(KeyId::new));
    }

    @Test
    void pathsAreThoseOfTheCode() {
        agree(at("TargetPath"), PATHS, taken(TargetPath::published));
        agree(
                at("NewTargetPath"),
                PATHS,
                path -> TargetPathPolicy.PORTABLE.check(path).isEmpty());
        agree(at("PathPattern"), PATHS, pattern -> PathPatterns.problem(pattern).isEmpty());
    }

    /** Beyond ASCII the document says less than the code, and never more. */
    @Test
    void noCharacterIsTakenThatTheDocumentForbids() {
        IntStream.range(1, 0x10000)
                .filter(c -> !Character.isSurrogate((char) c))
                .mapToObj(Character::toString)
                .forEach(c -> {
                    for (var path : List.of(c, c + "x")) {
                        boolean taken = TargetPathPolicy.PORTABLE.check(path).isEmpty();
                        if (taken || c.charAt(0) < 0x80) {
                            assertThat(allows(at("NewTargetPath"), path))
                                    .as("U+%04X", (int) c.charAt(0))
                                    .isEqualTo(taken);
                            assertThat(allows(at("TargetPath"), path))
                                    .as("U+%04X", (int) c.charAt(0))
                                    .isEqualTo(taken(TargetPath::published).test(path));
                        }
                    }
                });
    }

    private static void agree(Json.Obj schema, List<String> texts, Predicate<String> rule) {
        assertThat(texts).anyMatch(rule).anyMatch(rule.negate());
        for (var text : texts) {
            assertThat(allows(schema, text)).as(text).isEqualTo(rule.test(text));
        }
    }

    private static Predicate<String> taken(Consumer<String> rule) {
        return text -> {
            try {
                rule.accept(text);
                return true;
            } catch (InvalidInput refused) {
                return false;
            }
        };
    }

    /** As much of JSON Schema as these rules use. */
    private static boolean allows(Json.Obj schema, String text) {
        return schema.members().entrySet().stream().allMatch(rule -> switch (rule.getKey()) {
            case "minLength" -> text.length() >= ((Json.Int) rule.getValue()).value();
            case "maxLength" -> text.length() <= ((Json.Int) rule.getValue()).value();
            case "pattern" ->
                Pattern.compile(((Json.Str) rule.getValue()).value().replaceAll("\\$$", "\\\\z"))
                        .matcher(text)
                        .find();
            case "enum" -> ((Json.Arr) rule.getValue()).items().contains(new Json.Str(text));
            case "not" -> !allows((Json.Obj) rule.getValue(), text);
            case "anyOf" ->
                ((Json.Arr) rule.getValue()).items().stream().anyMatch(each -> allows((Json.Obj) each, text));
            case "allOf" ->
                ((Json.Arr) rule.getValue()).items().stream().allMatch(each -> allows((Json.Obj) each, text));
            default -> List.of("type", "description").contains(rule.getKey());
        });
    }

    private Json.Obj at(String... steps) {
        var at = schemas;
        for (var step : steps) {
            at = (Json.Obj) at.get(step);
        }
        return at;
    }

    private static Json.Obj schemas() {
        try (var in = Documentation.class.getResourceAsStream("/openapi.json")) {
            var document = Json.parseObject(Bytes.wrap(in.readAllBytes()), JsonLimits.METADATA);
            return (Json.Obj) ((Json.Obj) document.get("components")).get("schemas");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
