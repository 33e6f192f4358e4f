package dev.countersign.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule is written down once. What betrays a copy is looked for in the source, where a number has no name yet. */
class OnePlaceTest {
    private static final Path SOURCE = Path.of("src/main/java/dev/countersign");
    private static final Pattern ROW = Pattern.compile("^\\|[^|\n]+\\|([^|\n]+)\\|[^|\n]*\\|$", Pattern.MULTILINE);
    private static final Pattern OWNER = Pattern.compile("`([a-z]+/[A-Za-z0-9/]+)`");

    /** Their texts, by the names that owners have here. */
    private static final SortedMap<String, String> SOURCES = read();

    private static SortedMap<String, String> read() {
        try (var files = Files.walk(SOURCE)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.toMap(
                            OnePlaceTest::name, OnePlaceTest::text, (one, other) -> one, TreeMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A mark that only a rule's owner may have, and the owner. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '#',
            value = {
                "days of validity; \\b36_?500\\b; tuf/Validity",
                "days in requests; MIN_DAYS, Validity\\.MAX_DAYS; http/api/DaysReader",
                "a first number of days; \\b1, Validity\\.MAX_DAYS|MIN_DAYS = 1; tuf/Validity",
                "what has expired; ![\\w.()]*[eE]xpires(\\(\\))?\\.isAfter\\(; tuf/Validity",
                "when a version expires; plus\\(Duration\\.ofDays\\(; tuf/Validity",
                "how many bins; MOST = (16_?384|1 <<)|MAX_BIT_LENGTH = ; tuf/HashBins",
                "bins beside roles, bins one by one; [<>]=? HashBins\\.MOST_LISTED|TAP 15 allows; tuf/BinStyle",
                "rounding of bins; Integer\\.highestOneBit|bitLength \\+ 3; tuf/HashBins",
                "the name of bins; \"bins-?\"(?! *,| *\\)); tuf/HashBins",
                "the form of role names; A-Za-z0-9\\._-\\]\\{1,100|A-Z a-z 0-9 \\. _ -; tuf/RoleName",
                "the top-level roles; [oO]f\\((RoleName\\.)?ROOT, (RoleName\\.)?TIMESTAMP|[(] *\"root\", \"t;"
                        + " tuf/RoleName",
                "the online roles; [oO]f\\((RoleName\\.)?TIMESTAMP, |[oO]f\\(\"timestamp\"; tuf/RoleName",
                "the next root; root\\w*(\\(\\))?(\\.signed\\(\\))?\\.version\\(\\) \\+ 1|Expected root version;"
                        + " tuf/RootSuccession",
                "a root that nobody has signed; Metadata requires at least one valid signature; tuf/RootSuccession",
                "the default repository; \"default\"; tuf/RepositoryName",
                "names of repositories; team-a\\.crates; tuf/RepositoryName",
                "addresses of repositories; \"/repositories/; wire/ApiPath",
                "addresses of metadata files; \"/metadata/?\"; wire/ApiPath",
                "how a command speaks; \"--output\"; cli/OutputOptions",
                "private keys to sign with; \"--key\"; cli/key/KeyOptions",
                "the online key as an option; \"--online-key\"; cli/root/OnlineKeyOptions",
                "where the metadata is, as an option; names = \"--metadata-url\"; cli/api/MetadataOption",
                "sending a root later; \"--send\"; cli/root/SendingOptions",
                "what is wrong with a member; \"Input should be a valid; http/Violation",
                "refusals before a bootstrap; equires bootstrap finished; wire/Sentences",
                "changes that are not accepted; \"Task not accepted; wire/Sentences",
                "roles that nobody signs; is not in a signing process; wire/Sentences",
                "a role's place; x-countersign-position; wire/WireNames",
                "what a newer version has stored; written by a newer version; repository/StoredJson",
                "styles of bins; \"path-hash-prefixes\"; tuf/BinStyle",
                "a root trusted on first use; Trusting on first use the root; cli/api/FirstRoot",
                "following roots one by one; \\w < .*rootsAtOnce; client/NewerRoots",
                "the name of the first root; FIRST_FILE = |\"1\\.root\\.json\"; tuf/RootSuccession",
                "the name of the timestamp's file; \"timestamp\\.json\"; tuf/RoleName",
                "names of versioned files; dot > 10|substring\\(dot \\+ 1\\)\\.replaceFirst; tuf/FileName",
                "artifacts in a request; int ARTIFACTS = |MAX_BATCH; wire/RequestLimits",
                "how deep a custom is; CUSTOM_DEPTH = ; wire/RequestLimits",
                "names of prototypes; \"__proto__\"; json/NameOrder",
                "SHA-256; getInstance\\(\"SHA-256\"; json/Bytes",
                "the frame of a public key; -----END PUBLIC KEY-----; tuf/key/PublicHalves",
                "notice before an expiry; dividedBy\\(3\\); tuf/Validity",
                "threshold; THRESHOLD = 1_?024; tuf/Limits",
                "position; (LAST|POSITION) = 1_?024|\\b(position|place)\\b.* - (1\\b|FIRST); tuf/Positions",
                "what a threshold may be; threshold < 1 \\|\\||threshold >= 1 &&; tuf/key/Role",
                "roots in one go; ROOTS\\w* = 1_?024; tuf/Limits",
                "length of a path; PATH = 1_?024; tuf/Limits",
                "signature schemes; \"rsassa-pss-|\"ecdsa-sha2-nistp\\d+\"|\\dwithECDSA|\"RSASSA-PSS\";"
                        + " tuf/key/SignatureScheme",
                "pauses that grow; (wait|retry|pause|backoff|delay)\\w*\\.multipliedBy\\(|Math\\.min\\(2 \\*;"
                        + " concurrent/Backoff",
                "reads that many share; ConcurrentMap<\\w+, CompletableFuture<; concurrent/SharedReads",
                "reading a member or nothing; get\\(\\w+\\) instanceof (Json\\.)?Obj (\\w+) \\? \\2 :"
                        + " (Json\\.Obj\\.)?EMPTY; json/Json",
                "an array of strings; map\\((Json\\.)?Str::new\\); json/Json",
                "values from tokens; VALUE_NUMBER_FLOAT; json/JsonReader",
                "a member of its type; instanceof (Json\\.)?Bool\\(var; json/Members",
                "what of a value a message holds; text : text\\.substring\\(0, 80\\); json/Json",
                "digests in hexadecimal; hexLength; tuf/HashAlgorithm",
            })
    void aRuleIsWrittenInItsPlaceOnly(String rule, String mark, String owner) {
        var pattern = Pattern.compile(mark);
        var found = SOURCES.entrySet().stream()
                .filter(source -> pattern.matcher(source.getValue()).find())
                .map(Map.Entry::getKey)
                .toList();
        assertThat(found).as(rule).containsExactly(owner);
    }

    @Test
    void theDesignNamesPlacesThatExist() throws IOException {
        var design = Files.readString(Path.of("docs/design.md"));
        var table = design.substring(design.indexOf("## Where is the rule for"));
        var owners = ROW.matcher(table.substring(0, table.indexOf("\n## ", 1)))
                .results()
                .flatMap(row -> OWNER.matcher(row.group(1)).results().map(owner -> owner.group(1)))
                .toList();

        assertThat(owners).hasSizeGreaterThan(10);
        assertThat(owners)
                .allSatisfy(owner -> assertThat(List.of(SOURCE.resolve(owner + ".java"), SOURCE.resolve(owner)))
                        .as(owner)
                        .anyMatch(Files::exists));
    }

    @Test
    void theDesignHasARowForEveryRoom() throws IOException {
        var rows = Files.readString(Path.of("docs/design.md"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|", 3)[1])
                .toList();
        try (var files = Files.walk(SOURCE)) {
            var rooms = files.filter(file -> file.endsWith("package-info.java"))
                    .map(file -> SOURCE.relativize(file.getParent()).toString().replace('/', '.'))
                    .toList();
            assertThat(rooms).hasSizeGreaterThan(30);
            assertThat(rooms)
                    .allSatisfy(room -> assertThat(rows).as(room).anyMatch(row -> row.contains("`" + room + "`")));
        }
    }

    /** A port that whoever asks for any was given, and has let go, is soon another's. */
    @Test
    void testsThatNeedAPortGetItFromOnePlace() throws IOException {
        var letGo = Pattern.compile(
                "new ServerSocket\\(0[^;]*\\)\\) \\{\\s*(?:return |[\\w ]+= ?)\\w+\\.getLocalPort\\(\\);\\s*}");
        try (var files = Files.walk(Path.of("src/test/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")))
                    .filteredOn(file -> letGo.matcher(text(file)).find())
                    .as("FreePort.next() gives ports to tests")
                    .isEmpty();
        }
    }

    private static String name(Path file) {
        var name = SOURCE.relativize(file).toString();
        return name.substring(0, name.length() - ".java".length());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
