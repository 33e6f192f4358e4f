package dev.countersign.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.CommandRun;
import dev.countersign.cli.FakeServer;
import dev.countersign.client.TestRepository;
import dev.countersign.json.Bytes;
import dev.countersign.transparency.AuditCoverage;
import dev.countersign.transparency.EntryBundle;
import dev.countersign.transparency.LogKey;
import dev.countersign.transparency.LogSamples;
import dev.countersign.transparency.PublicLog;
import dev.countersign.transparency.PublicationEntry;
import dev.countersign.transparency.PublicationEntry.Pinned;
import dev.countersign.transparency.SignedNote;
import dev.countersign.transparency.TestWitness;
import dev.countersign.transparency.Tile;
import dev.countersign.tuf.Metadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogVerifyCommandTest {
    private final FakeServer server = new FakeServer();
    private final TestRepository repository = new TestRepository();
    private final List<Bytes> entries = new ArrayList<>();
    private final Set<String> listed = new HashSet<>();
    private final ByteArrayOutputStream leaves = new ByteArrayOutputStream();
    private LogKey key = LogSamples.KEY;
    private PublicLog log = PublicLog.begin(LogSamples.KEY, "log.example", 1);
    private Path root = Path.of("");

    @TempDir
    private Path folder;

    @BeforeEach
    void publishTwice() throws IOException {
        publish("first");
        root = Files.write(folder.resolve("root.json"), repository.firstRoot().toByteArray());
        publish("second");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void publish(String content) {
        repository.add("a/" + content, content);
        repository.publish();
        repository.serve(server::file);
        append(log.size() + 1, file("timestamp.json").sha256().hex());
    }

    private Bytes file(String name) {
        return Objects.requireNonNull(repository.files.get(name));
    }

    private void append(long publication, String timestamp) {
        var snapshot = Metadata.parseTimestamp(file("timestamp.json")).signed().snapshot();
        int version = Metadata.parseTimestamp(file("timestamp.json")).signed().version();
        var changes = new TreeMap<String, String>();
        repository.files.forEach((name, file) -> {
            if (!name.matches("(.*root|timestamp|.*snapshot)\\.json") && listed.add(name)) {
                changes.put(name, file.sha256().hex());
            }
        });
        var entry = new PublicationEntry(
                publication,
                Instant.parse("2030-01-01T00:00:00Z"),
                new Pinned(1, repository.firstRoot().sha256().hex()),
                new Pinned(version, timestamp),
                new Pinned(
                        snapshot.version(),
                        file(snapshot.version() + ".snapshot.json").sha256().hex()),
                PublicationEntry.Changes.of(changes),
                AuditCoverage.NONE);
        var appended = log.plus(entry, key);
        log = appended.log();
        entries.add(appended.bytes());
        leaves.writeBytes(appended.nodes().getFirst().hash().array());
        serve();
    }

    private void serve() {
        var tile = Tile.of(0, 0, log.size());
        server.file("/log/checkpoint", log.checkpoint().array());
        server.file("/log/tile/" + tile.path(), leaves.toByteArray());
        server.file(
                "/log/tile/" + EntryBundle.path(tile),
                EntryBundle.encode(entries).array());
    }

    private CommandRun verify(String... more) {
        var arguments = new ArrayList<>(List.of("--root", root.toString()));
        arguments.addAll(Arrays.asList(more));
        return rootless(arguments.toArray(String[]::new));
    }

    private CommandRun rootless(String... more) {
        var arguments = new ArrayList<>(List.of("log", "verify", "--server", server.url()));
        arguments.addAll(List.of("--state", folder.resolve("state").toString()));
        arguments.addAll(Arrays.asList(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private CommandRun first() {
        return verify("--log-key", log.key().toString(), "--output", "json");
    }

    /** A file of entries may be large: the newest one is read, and two of its entries are proved. */
    @Test
    void noFileOfTheLogIsFetchedTwice() {
        wholly("--log-key", log.key().toString());
        publish("third");
        server.requests.clear();

        assertThat(wholly().out()).contains("the public log has 3 entries");

        assertThat(server.requests)
                .filteredOn(request -> request.startsWith("GET /log/"))
                .hasSizeGreaterThan(1)
                .doesNotHaveDuplicates();
    }

    @Test
    void aLogThatHasWhatIsServedIsAccepted() {
        var run = first();
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.text("size")).isEqualTo("2");
        assertThat(run.text("new")).isEqualTo("2");
        assertThat(run.text("unlisted")).isEqualTo("0");
    }

    @Test
    void laterRunsRememberTheKeyAndReadOn() {
        first();
        publish("third");
        var run = verify("--output", "json");
        assertThat(run.exit()).isZero();
        assertThat(run.text("new")).isEqualTo("1");
        assertThat(verify("--all").exit()).isZero();
    }

    @Test
    void aRootTrustedOnFirstUseIsShownAndRemembered() {
        var first = rootless("--log-key", log.key().toString(), "--trust-on-first-use");
        assertThat(first.exit()).isZero();
        assertThat(first.err())
                .contains("Trusting on first use the root of " + server.url())
                .contains("sha256 " + repository.firstRoot().sha256().hex());

        var later = rootless();
        assertThat(later.err()).isEmpty();
        assertThat(later.exit()).isZero();
    }

    @Test
    void withoutARootNothingIsTrusted() {
        var run = rootless("--log-key", log.key().toString());
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("no root is trusted").contains("--root FILE");
    }

    @Test
    void whoeverTrustsNothingIsAskedFor() {
        assertThat(verify().err()).contains("give --log-key");
        assertThat(verify().exit()).isEqualTo(2);
        assertThat(verify("--log-key", "nonsense").exit()).isEqualTo(2);
    }

    @Test
    void aTimestampThatTheLogDoesNotHaveIsNamed() {
        repository.add("a/secret", "secret");
        repository.publish();
        repository.serve(server::file);
        assertUnverified(first(), "timestamp 3 is served, and the log does not have it");
    }

    @Test
    void otherBytesThanTheLogHasAreNamed() {
        repository.add("a/third", "third");
        repository.publish();
        repository.serve(server::file);
        append(3, LogSamples.HASH);
        assertUnverified(first(), "timestamp 3 has SHA-256");
    }

    @Test
    void aLogThatWasRewrittenIsRefused() {
        first();
        log = PublicLog.begin(LogSamples.KEY, "log.example", 1);
        entries.clear();
        leaves.reset();
        append(7, file("timestamp.json").sha256().hex());
        assertUnverified(verify(), "went back from 2 entries to 1");
        publish("third");
        publish("fourth");
        assertUnverified(verify(), "the log was rewritten");
    }

    @Test
    void aKeyThatWasReplacedIsToldOnceAndTheLogGoesOn() {
        first();
        key = LogKey.generate(new SecureRandom());
        log = log.withKey(key, "log.example");
        publish("third");
        assertUnverified(verify(), "is not signed by");

        var told = verify("--log-key", log.key().toString());
        assertThat(told.exit()).as(told.err()).isZero();
        assertThat(told.err())
                .contains("Trusting another key of the log", log.key().toString());
        assertThat(told.out()).contains("1 of them new");
        publish("fourth");
        assertThat(verify("--all").exit()).isZero();
    }

    @Test
    void underAnotherKeyTooALogMustGoOn() {
        first();
        key = LogKey.generate(new SecureRandom());
        log = PublicLog.begin(key, "log.example", 1);
        entries.clear();
        leaves.reset();
        append(7, file("timestamp.json").sha256().hex());
        assertUnverified(verify("--log-key", log.key().toString()), "went back from 2 entries to 1");
        publish("third");
        publish("fourth");
        assertUnverified(verify("--log-key", log.key().toString()), "the log was rewritten");
    }

    @Test
    void aPublicationThatIsMissingIsNamed() {
        repository.add("a/third", "third");
        repository.publish();
        publish("fourth");
        assertUnverified(first(), "a publication is missing");
    }

    @Test
    void anEntryThatWasChangedIsRefused() {
        entries.set(0, Bytes.utf8(entries.getFirst().utf8().replace("2030-01-01", "2030-01-02")));
        serve();
        assertUnverified(first(), "the entries are not those that the checkpoint is of");
    }

    @Test
    void anotherKeyIsRefused() {
        var other = new TestWitness(3).key().publicKey();
        var key = new dev.countersign.transparency.VerifierKey(
                log.key().name(), dev.countersign.transparency.VerifierKey.SignatureKind.NOTE, other);
        assertUnverified(verify("--log-key", key.toString()), "is not signed by");
    }

    @Test
    void witnessesCount() {
        var one = new TestWitness(1);
        var other = new TestWitness(2);
        var note = SignedNote.parse(log.checkpoint());
        var keys = List.of(
                "--witness", one.key().toString(), "--witness", other.key().toString());
        assertUnverified(with(keys), "0 of 2 witnesses");
        server.file(
                "/log/checkpoint",
                note.with(List.of(one.sign(note, 7))).toBytes().array());
        assertUnverified(with(keys), "1 of 2 witnesses");
        var more = new ArrayList<>(keys);
        more.addAll(List.of("--quorum", "1"));
        assertThat(with(more).exit()).isZero();

        server.file("/log/checkpoint", log.checkpoint().array());
        server.file(
                "/log/cosigned",
                note.with(List.of(one.sign(note, 7), other.sign(note, 8)))
                        .toBytes()
                        .array());
        publish("third");
        assertThat(with(keys).exit()).isZero();
    }

    private CommandRun with(List<String> more) {
        var all = new ArrayList<>(List.of("--log-key", log.key().toString()));
        all.addAll(more);
        return verify(all.toArray(String[]::new));
    }

    /** {@code countersign verify} looks at the log, too. */
    private CommandRun wholly(String... more) {
        var arguments = new ArrayList<>(List.of("verify", server.url() + "/metadata", "--root", root.toString()));
        arguments.addAll(List.of("--state", folder.resolve("state").toString()));
        arguments.addAll(Arrays.asList(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    @Test
    void aLookAtTheRepositoryAsksItsLog() {
        var without = wholly();
        assertThat(without.exit()).isZero();
        assertThat(without.out()).contains("NOTE  the public log: there is one at " + server.url() + "/log");

        var with = wholly("--log-key", log.key().toString());
        assertThat(with.exit()).isZero();
        assertThat(with.out()).contains("the public log has 2 entries and confirms 6 files");

        publish("third");
        assertThat(wholly().out()).contains("the public log has 3 entries");
    }

    @Test
    void aLookAtTheRepositorySeesThatTheLogDisagrees() {
        repository.publish();
        repository.serve(server::file);

        var run = wholly("--log-key", log.key().toString());

        assertThat(run.exit()).isEqualTo(5);
        assertThat(run.out()).contains("PROBLEM  the public log: timestamp 3 is served, and the log does not have it");
    }

    private static void assertUnverified(CommandRun run, String reason) {
        assertThat(run.err()).contains(reason).doesNotContain("\tat ");
        assertThat(run.exit()).isEqualTo(5);
    }
}
