package dev.countersign.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.client.Credentials;
import dev.countersign.client.Credentials.Header;
import dev.countersign.json.Bytes;
import dev.countersign.packages.ProjectList;
import dev.countersign.packages.SignedFile;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryWatchTest {
    private static final String LIB = "pypi/lib/lib-1.0.tar.gz";
    private static final String LIST = "pypi/.index/lib.json";

    private final FakeRegistry registry = new FakeRegistry();

    @TempDir
    private Path folder;

    private WatchedSources watched;
    private SourceSettings simple;

    @BeforeEach
    void begin() {
        watched = new WatchedSources(folder.resolve("state"));
        simple = WatchedSources.settings(SourceKind.SIMPLE, registry.uri("/simple/"));
        registry.put("/simple/", "<a href='Lib/'>Lib</a>");
        publish("one", "");
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    /** One version, and what the index says of it besides. */
    private void publish(String content, String attributes) {
        registry.put("/files/lib-1.0.tar.gz", content);
        index(content, attributes);
    }

    private void index(String content, String attributes) {
        registry.put(
                "/simple/lib/",
                "<a href='../../files/lib-1.0.tar.gz#sha256=" + FakeRegistry.sha256(content) + "' " + attributes
                        + ">lib-1.0.tar.gz</a>");
    }

    @Test
    void whatIsPublishedIsSignedOnceWithTheListOfItsProject() throws Exception {
        var outcome = watched.once(simple);

        assertThat(outcome.alarms()).isEmpty();
        assertThat(outcome.troubles()).isEmpty();
        assertThat(watched.sha256(LIB)).isEqualTo(FakeRegistry.sha256("one"));
        var list = list();
        assertThat(list.files()).containsOnlyKeys("lib-1.0.tar.gz");
        assertThat(list.find("lib-1.0.tar.gz").map(SignedFile::content)).contains(watched.signed.get(LIB));

        watched.once(simple);
        assertThat(watched.added).containsExactlyInAnyOrder(LIB, LIST);
        assertThat(watched.told).containsExactly("hashed " + LIB);
    }

    @Test
    void otherBytesAndAnotherIndexAreAnAlarmAndNeverSigned() throws Exception {
        watched.once(simple);
        publish("evil", "");

        for (int run = 0; run < 2; run++) {
            assertThat(watched.once(simple).alarms())
                    .extracting(Alarm::sentence)
                    .singleElement()
                    .asString()
                    .contains(LIB, FakeRegistry.sha256("one"), FakeRegistry.sha256("evil"));
        }
        assertThat(watched.sha256(LIB)).isEqualTo(FakeRegistry.sha256("one"));

        publish("one", "");
        assertThat(watched.once(simple).alarms()).isEmpty();
    }

    @Test
    void otherBytesUnderAnUnchangedIndexAreFoundWhenTheyAreComparedAgain() throws Exception {
        watched.once(simple);
        registry.put("/files/lib-1.0.tar.gz", "evil");
        assertThat(watched.once(simple).alarms()).isEmpty();

        watched.later(Duration.ofHours(25));
        assertThat(watched.once(simple).alarms()).extracting(Alarm::kind).containsExactly("changed");
        assertThat(watched.sha256(LIB)).isEqualTo(FakeRegistry.sha256("one"));
    }

    @Test
    void bytesThatAreNotWhatTheIndexSaysAreNotSigned() throws Exception {
        registry.put("/files/lib-1.0.tar.gz", "evil");

        assertThat(watched.once(simple).alarms()).extracting(Alarm::kind).containsExactly("contradicted");
        assertThat(watched.signed).isEmpty();

        publish("one", "");
        assertThat(watched.once(simple).alarms()).isEmpty();
        assertThat(watched.sha256(LIB)).isEqualTo(FakeRegistry.sha256("one"));
    }

    @Test
    void otherRequirementsAreAnAlarmAndAYankIsNot() throws Exception {
        publish("one", "data-requires-python='&gt;=3.8'");
        watched.once(simple);
        publish("one", "data-requires-python='&gt;=3.8' data-yanked=''");
        assertThat(watched.once(simple).alarms()).isEmpty();
        assertThat(list().find("lib-1.0.tar.gz").orElseThrow().yanked()).isTrue();

        publish("one", "data-requires-python='&lt;3'");
        assertThat(watched.once(simple).alarms()).extracting(Alarm::kind).containsExactly("contradicted");
        assertThat(list().find("lib-1.0.tar.gz").orElseThrow().yanked()).isTrue();
    }

    @Test
    void aRequirementWhereThereWasNoneIsAnAlarm() throws Exception {
        publish("one", "");
        watched.once(simple);
        var before = list();
        publish("one", "data-requires-python='&gt;=99'");

        assertThat(watched.once(simple).alarms()).extracting(Alarm::kind).containsExactly("contradicted");
        assertThat(list()).isEqualTo(before);
    }

    /** The service is away after the first bytes were seen; when it is back, other bytes are there. */
    @Test
    void whatWasSeenFirstIsWhatIsSignedLater() throws Exception {
        watched.addsLeft = 0;
        assertThatExceptionOfType(TargetSigning.SigningTrouble.class).isThrownBy(() -> watched.once(simple));
        assertThat(watched.signed).isEmpty();

        publish("evil", "");
        watched.addsLeft = -1;
        assertThat(watched.once(simple).alarms()).hasSize(1);
        assertThat(watched.sha256(LIB)).isEqualTo(FakeRegistry.sha256("one"));
    }

    /** A process that ends anywhere leaves a part of the journal; whatever it was, the next one does the rest. */
    @Test
    void whereverAProcessEndsTheNextOneNeitherLosesNorRepeats() throws Exception {
        registry.put("/simple/", "<a href='lib/'>lib</a><a href='other/'>other</a>");
        registry.put("/files/o-1.0.tar.gz", "other");
        registry.put("/simple/other/", "<a href='/files/o-1.0.tar.gz'>o</a>");
        watched.once(simple);
        var journal = Files.readAllBytes(journal());
        var wanted = List.copyOf(watched.signed.entrySet());

        for (int length = 0; length < journal.length; length += 37) {
            Files.write(journal(), Arrays.copyOf(journal, length));
            watched.added.clear();
            watched.once(simple);
            assertThat(List.copyOf(watched.signed.entrySet()))
                    .as("after %d bytes", length)
                    .isEqualTo(wanted);
            assertThat(watched.added).as("after %d bytes", length).doesNotHaveDuplicates();
            watched.added.clear();
            watched.once(simple);
            assertThat(watched.added).as("after %d bytes, then whole", length).isEmpty();
        }
    }

    @Test
    void aJournalThatIsDamagedOrBelongsToOthersIsRefused() throws Exception {
        watched.once(simple);
        var text = Files.readString(journal());
        Files.writeString(journal(), text.replace("\"length\"", "\"lenght\""));
        assertThatExceptionOfType(SourceTrouble.class)
                .isThrownBy(() -> watched.once(simple))
                .withMessageContaining("is damaged");
        Files.writeString(journal(), text.replace("\"prefix\":\"pypi\"", "\"prefix\":\"other\""));
        assertThatExceptionOfType(SourceTrouble.class)
                .isThrownBy(() -> watched.once(simple))
                .withMessageContaining("belongs to");
    }

    @Test
    void aJournalOfManyReplacedLinesIsWrittenAnewWithTheSameContent() throws Exception {
        watched.once(simple);
        var lines = Files.readAllLines(journal());
        var repeated = new StringBuilder(lines.getFirst()).append('\n');
        for (int i = 0; i < 12_000; i++) {
            repeated.append(lines.get(1)).append('\n');
        }
        Files.writeString(journal(), repeated + String.join("\n", lines.subList(2, lines.size())) + "\n");

        watched.added.clear();
        watched.once(simple);
        assertThat(watched.added).isEmpty();
        assertThat(Files.readAllLines(journal())).hasSizeLessThan(10);
    }

    @Test
    void aFileThatIsGoneFollowsTheWordOfItsSource() throws Exception {
        registry.put("/simple/", "<a href='lib/'>lib</a>");
        watched.once(simple);
        registry.put("/simple/lib/", "nothing");

        watched.once(simple);
        assertThat(watched.artifacts()).containsExactly(LIB);

        var alarming = WatchedSources.with(simple, OnRemoval.ALARM);
        assertThat(watched.once(alarming).alarms()).extracting(Alarm::kind).containsExactly("removed");
        assertThat(watched.artifacts()).containsExactly(LIB);

        watched.once(WatchedSources.with(simple, OnRemoval.WITHDRAW));
        assertThat(watched.artifacts()).isEmpty();
        assertThat(list().files()).isEmpty();

        publish("evil", "");
        assertThat(watched.once(simple).alarms()).hasSize(1);
        publish("one", "");
        watched.once(simple);
        assertThat(watched.artifacts()).containsExactly(LIB);
    }

    /** pypiserver answers so for what it does not have. */
    @Test
    void anIndexOfAnotherHostIsNotThatOfTheRegistry() throws Exception {
        var other = new FakeRegistry();
        try (other) {
            other.put("/simple/lib/", "<a href='/files/lib-9.9.tar.gz'>evil</a>");
            other.put("/files/lib-9.9.tar.gz", "evil");
            registry.redirect("/simple/lib/", other.url().replace("127.0.0.1", "localhost") + "/simple/lib/");
            watched.once(simple);
        }
        assertThat(watched.signed).isEmpty();
    }

    @Test
    void credentialsAreShownToTheRegistryAndNotToWhereItsFilesAre() throws Exception {
        var other = new FakeRegistry();
        try (other) {
            other.put("/lib-1.0.tar.gz", "one");
            registry.redirect("/files/lib-1.0.tar.gz", other.url() + "/lib-1.0.tar.gz");
            watched.credentials(new Credentials(registry.uri("/"), List.of(new Header("Authorization", "Bearer x"))));
            watched.once(simple);
            assertThat(other.asked).containsExactly("/lib-1.0.tar.gz");
        }
        assertThat(registry.asked).contains("/simple/ Bearer x", "/files/lib-1.0.tar.gz Bearer x");
        assertThat(watched.artifacts()).containsExactly(LIB);
    }

    /** What the registry's host stands for, and what the one that it leads to. */
    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 169.254.169.254",
        "203.0.113.7, 127.0.0.1",
        "203.0.113.7, 10.1.2.3",
        "203.0.113.7, fd00:ec2::254",
        "203.0.113.7, ::ffff:169.254.169.254",
        "203.0.113.7, 198.51.100.1 10.1.2.3",
        "203.0.113.7 127.0.0.1, 127.0.0.1",
        "10.0.0.1, 127.0.0.1",
        "10.0.0.1, 169.254.169.254",
        "127.0.0.1, 169.254.169.254",
    })
    void aRegistryLeadsIntoNoNetworkThatItIsNotIn(String at, String to) throws Exception {
        var inside = registry.uri("/inside/lib-1.0.tar.gz");
        registry.put(inside.getPath(), "secret");
        var atLocalhost = leading(at, to);

        registry.put("/simple/lib/", "<a href='" + inside + "'>lib-1.0.tar.gz</a>");
        watched.once(atLocalhost);
        publish("one", "");
        registry.redirect("/files/lib-1.0.tar.gz", inside.toString());
        watched.once(atLocalhost);
        registry.redirect("/simple/lib/", inside.toString());
        watched.once(atLocalhost);

        assertThat(watched.told)
                .filteredOn(told ->
                        told.contains("leads to 127.0.0.1: a registry leads into no network that it is not in itself"))
                .hasSize(3);
        assertThat(watched.signed).isEmpty();
        assertThat(registry.asked).contains("/files/lib-1.0.tar.gz").noneMatch(asked -> asked.startsWith("/inside"));
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.7, 198.51.100.1", "10.0.0.1, 10.1.2.3", "10.0.0.1, 203.0.113.7", "127.0.0.1, 10.1.2.3"})
    void aRegistryLeadsWithinItsNetworkAndToPublicOnes(String at, String to) throws Exception {
        registry.put("/elsewhere/lib-1.0.tar.gz", "one");
        registry.redirect(
                "/files/lib-1.0.tar.gz",
                registry.uri("/elsewhere/lib-1.0.tar.gz").toString());

        assertThat(watched.once(leading(at, to)).troubles()).isEmpty();
        assertThat(watched.sha256(LIB)).isEqualTo(FakeRegistry.sha256("one"));
    }

    private SourceSettings leading(String at, String to) {
        watched.hosts = host -> addresses(host.equals("localhost") ? at : to);
        return WatchedSources.settings(
                SourceKind.SIMPLE,
                URI.create(registry.uri("/simple/").toString().replace("127.0.0.1", "localhost")));
    }

    private static InetAddress[] addresses(String names) throws UnknownHostException {
        var all = new ArrayList<InetAddress>();
        for (var name : names.split(" ")) {
            all.addAll(List.of(InetAddress.getAllByName(name)));
        }
        return all.toArray(InetAddress[]::new);
    }

    @Test
    void aDownloadThatBreaksOffGoesOnWhereItWas() throws Exception {
        var content = "x".repeat(100_000);
        publish(content, "");
        registry.breakAfter("/files/lib-1.0.tar.gz", 40_000);

        watched.once(simple);

        assertThat(watched.sha256(LIB)).isEqualTo(FakeRegistry.sha256(content));
        assertThat(registry.asked).anyMatch(asked -> asked.matches("/files/lib-1.0.tar.gz bytes=[1-9][0-9]*-"));
    }

    /** Some servers send of a range only as much as they like. */
    @Test
    void aPartOfAFileIsNeverTakenForAllOfIt() throws Exception {
        var content = "x".repeat(100_000);
        registry.put("/simple/lib/", "<a href='/files/lib-1.0.tar.gz'>lib</a>");
        registry.put("/files/lib-1.0.tar.gz", content);
        registry.breakAfter("/files/lib-1.0.tar.gz", 40_000);
        registry.mostOfRange(10_000);

        assertThat(watched.once(simple).troubles()).containsKey("simple");
        assertThat(watched.artifacts()).isEmpty();
        watched.once(simple);
        assertThat(watched.sha256(LIB)).isEqualTo(FakeRegistry.sha256(content));
    }

    @Test
    void twoFilesAreNeverTakenForOne() throws Exception {
        registry.put("/simple/lib/", "<a href='/files/lib-1.0.tar.gz'>lib</a>");
        registry.put("/files/lib-1.0.tar.gz", "x".repeat(100_000));
        var other = "y".repeat(100_000);
        registry.breakAfter("/files/lib-1.0.tar.gz", 40_000, other);

        watched.once(simple);
        assertThat(watched.sha256(LIB)).isEqualTo(FakeRegistry.sha256(other));
    }

    @Test
    void whatIsTooLargeOrMissingIsTold() throws Exception {
        publish("x".repeat((1 << 20) + 1), "");
        assertThat(watched.once(simple).troubles()).containsKey("simple");
        assertThat(watched.told).anyMatch(line -> line.contains("larger than the 1048576 bytes allowed"));

        registry.remove("/files/lib-1.0.tar.gz");
        assertThat(watched.once(simple).troubles()).containsKey("simple");
        assertThat(watched.told).anyMatch(line -> line.contains("is listed, and not at"));
        assertThat(watched.signed).isEmpty();
    }

    @Test
    void namesThatCannotBeSignedAreToldAndTheRestIsSigned() throws Exception {
        registry.put("/files/a%20b.tar.gz", "two");
        registry.put(
                "/simple/lib/",
                "<a href='/files/lib-1.0.tar.gz'>1</a><a href='/files/a%20b.tar.gz'>2</a><a href='mailto:x'>3</a>");
        registry.put("/simple/", "<a href='lib/'>lib</a><a href='ä/'>ä</a>");

        var outcome = watched.once(simple);
        assertThat(outcome.refused()).containsExactlyInAnyOrder("a b.tar.gz", "lib 3", "ä");
        assertThat(watched.artifacts()).containsExactly(LIB);
    }

    @Test
    void whatTheServiceRefusesIsToldAndNotListedAndTriedAgainByTheNextProcess() throws Exception {
        watched.refusals.put(LIB, "no role is responsible for the path");
        assertThat(watched.once(simple).refused()).containsExactly(LIB);
        assertThat(list().files()).isEmpty();

        watched.refusals.clear();
        assertThat(watched.once(simple).refused()).isEmpty();
        assertThat(watched.artifacts()).containsExactly(LIB);
        assertThat(list().files()).hasSize(1);
    }

    @Test
    void aRegistryThatCannotBeReadChangesNothing() throws Exception {
        watched.once(simple);
        registry.remove("/simple/");
        var outcome = watched.once(WatchedSources.with(simple, OnRemoval.WITHDRAW));
        assertThat(outcome.troubles().get("simple")).contains("HTTP 404");
        assertThat(watched.artifacts()).containsExactly(LIB);
    }

    @Test
    void aSerialThatHasNotMovedAsksForNoProject() throws Exception {
        registry.header("X-Devpi-Serial", "7");
        watched.once(simple);
        registry.asked.clear();
        watched.once(simple);
        assertThat(registry.asked).containsExactly("/simple/");
    }

    @Test
    void twoProcessesDoNotShareAFolder() {
        try (var first = watched.open(simple)) {
            assertThatExceptionOfType(SourceTrouble.class)
                    .isThrownBy(() -> watched.open(simple))
                    .withMessageContaining("in use");
            assertThat(first.lists()).isNotNull();
        }
    }

    @Test
    void aWakeUpSignsWhatIsNewWithoutALookAtEverything() throws Exception {
        try (var watch = watched.open(simple)) {
            var signed = new CountDownLatch(1);
            try (var watching = watch.follow(notifying(signed))) {
                assertThat(watching.wake("nobody", null)).isFalse();
                assertThat(watching.wake("simple", "LIB")).isTrue();
                assertThat(signed.await(30, TimeUnit.SECONDS)).isTrue();
            }
        }
        assertThat(watched.artifacts()).containsExactly(LIB);
    }

    /** Whoever wakes it may write a name otherwise than the registry does. */
    @Test
    void aWakeUpWithAnUnknownNameLooksAtEverything() throws Exception {
        watched.once(simple);
        watched.rounds = new CountDownLatch(1);
        try (var watch = watched.open(simple)) {
            var signed = new CountDownLatch(1);
            try (var watching = watch.follow(notifying(signed))) {
                assertThat(watched.rounds.await(30, TimeUnit.SECONDS)).isTrue();
                registry.put("/simple/", "<a href='lib/'>lib</a><a href='other/'>other</a>");
                registry.put("/simple/other/", "<a href='/files/other-1.0.tar.gz'>o</a>");
                registry.put("/files/other-1.0.tar.gz", "other");
                assertThat(watching.wake("simple", "org.other")).isTrue();
                assertThat(signed.await(30, TimeUnit.SECONDS)).isTrue();
            }
        }
        assertThat(watched.artifacts()).hasSize(2);
    }

    @Test
    void onlyProjectsThatTheUserNamesAreFollowed() throws Exception {
        registry.put("/simple/other/", "<a href='/files/other-1.0.tar.gz'>o</a>");
        registry.put("/files/other-1.0.tar.gz", "other");
        var settings = WatchedSources.with(simple, OnRemoval.KEEP, "other");
        try (var watch = watched.open(settings)) {
            var signed = new CountDownLatch(1);
            try (var watching = watch.follow(notifying(signed))) {
                watching.wake("simple", "LIB");
                watching.wake("simple", "Other");
                assertThat(signed.await(30, TimeUnit.SECONDS)).isTrue();
            }
        }
        assertThat(registry.asked).noneMatch(asked -> asked.startsWith("/simple/lib/"));

        watched.once(simple);
        publish("evil", "");
        watched.later(Duration.ofHours(25));
        assertThat(watched.once(settings).alarms()).isEmpty();
    }

    private TargetSigning notifying(CountDownLatch signed) {
        return new TargetSigning() {
            @Override
            public Map<TargetPath, String> add(SequencedMap<TargetPath, TargetFile> targets) {
                var refused = watched.service.add(targets);
                signed.countDown();
                return refused;
            }

            @Override
            public void remove(List<TargetPath> paths) {
                watched.service.remove(paths);
            }
        };
    }

    private Path journal() {
        return folder.resolve("state/simple.jsonl");
    }

    /** The signed list, as its folder has it. */
    private ProjectList list() throws IOException {
        var name = watched.sha256(LIST) + ".lib.json";
        return ProjectList.parse(Bytes.wrap(Files.readAllBytes(folder.resolve("state/lists/pypi/.index/" + name))));
    }
}
