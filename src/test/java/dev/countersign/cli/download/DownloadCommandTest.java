package dev.countersign.cli.download;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.CommandRun;
import dev.countersign.cli.FakeServer;
import dev.countersign.client.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadCommandTest {
    private static final String NAME = "pkg/deep/a+b~1.tgz";

    private final FakeServer server = new FakeServer();
    private final TestRepository repository = new TestRepository();

    @TempDir
    private Path folder;

    private Path root;
    private Path target;

    @BeforeEach
    void publish() throws IOException {
        repository.add(NAME, "the content");
        repository.publish();
        repository.serve(server::file);
        server.file("/files/" + NAME, TestRepository.utf8("the content"));
        root = Files.write(folder.resolve("root.json"), repository.firstRoot().toByteArray());
        target = folder.resolve("out").resolve(NAME);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anArtifactIsDownloadedToItsPlaceAndVerified() {
        var run = run(NAME, "--root", root.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo(NAME + ": verified, in " + target + " (11 B)\n");
        assertThat(target).hasContent("the content");
    }

    @Test
    void theTrustedRootIsRememberedForTheNextRun() {
        run(NAME, "--root", root.toString());

        assertThat(run(NAME).exit()).isZero();
    }

    @Test
    void aPrivateRepositoryIsReadWithAToken() throws IOException {
        server.wanted = "cs_reader";
        var token = Files.writeString(folder.resolve("token"), "cs_reader\n");

        var without = run(NAME, "--root", root.toString());
        assertThat(without.exit()).isEqualTo(1);
        assertThat(without.err()).contains("is for callers with a token (HTTP 401)", "countersign login");

        var other = Files.writeString(folder.resolve("other"), "cs_other\n");
        var notAllowed = run(NAME, "--root", root.toString(), "--token-file", other.toString());
        assertThat(notAllowed.exit()).isEqualTo(1);
        assertThat(notAllowed.err()).contains("does not allow to read", "(HTTP 403)");

        var with = run(NAME, "--root", root.toString(), "--token-file", token.toString());
        assertThat(with.err()).isEmpty();
        assertThat(with.exit()).isZero();
        assertThat(target).hasContent("the content");
    }

    /** Whoever holds the metadata elsewhere is not whom the token of the environment, or of --server, is for. */
    @Test
    void aTokenForTheServerDoesNotGoToAnotherThatHasTheMetadata() throws IOException {
        var token = Files.writeString(folder.resolve("token"), "cs_reader\n");
        try (var elsewhere = new FakeServer()) {
            repository.serve(elsewhere::file);
            var run = run(
                    NAME,
                    "--root",
                    root.toString(),
                    "--metadata-url",
                    elsewhere.url() + "/metadata",
                    "--token-file",
                    token.toString());

            assertThat(run.exit()).isZero();
            assertThat(elsewhere.authorizations).isNotEmpty().containsOnly("");
        }
    }

    @Test
    void withoutARootNothingIsTrusted() {
        var run = run(NAME);

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .contains("no root is trusted for " + server.url() + "/metadata yet")
                .contains("--root FILE");
        assertThat(target).doesNotExist();
    }

    @Test
    void trustOnFirstUsePrintsTheFingerprintAndIsRemembered() {
        var first = run(NAME, "--trust-on-first-use");

        assertThat(first.exit()).isZero();
        assertThat(first.err())
                .contains("sha256 " + repository.firstRoot().sha256().hex());
        assertThat(run(NAME, "--trust-on-first-use").err()).isEmpty();
    }

    @Test
    void aFileWithItsHashInItsNameIsFound() {
        var hash = repository
                .targets
                .firstEntry()
                .getValue()
                .hashes()
                .values()
                .iterator()
                .next();
        server.remove("/files/" + NAME);
        server.file("/files/pkg/deep/" + hash + ".a+b~1.tgz", TestRepository.utf8("the content"));

        assertThat(run(NAME, "--root", root.toString(), "--hash-prefix").exit()).isZero();
        assertThat(target).hasContent("the content");
    }

    @Test
    void otherContentOfTheSameLengthIsRefusedAndNotKept() {
        server.file("/files/" + NAME, TestRepository.utf8("THE CONTENT"));

        assertUnverified(run(NAME, "--root", root.toString()), NAME + ": blake2b-256 is ");
    }

    @Test
    void contentThatIsTooShortIsRefusedAndNotKept() {
        server.file("/files/" + NAME, TestRepository.utf8("the"));

        assertUnverified(run(NAME, "--root", root.toString()), NAME + ": 3 bytes (expected: 11, as signed)");
    }

    @Test
    void contentThatIsTooLongIsRefusedAndNotKept() {
        server.file("/files/" + NAME, new byte[10_000_000]);

        assertUnverified(run(NAME, "--root", root.toString()), NAME + ": more bytes than the 11 that were signed for");
    }

    @Test
    void whatWasThereBeforeStaysWhenADownloadIsRefused() throws IOException {
        Files.createDirectories(target.getParent());
        Files.writeString(target, "precious");
        server.file("/files/" + NAME, TestRepository.utf8("THE CONTENT"));

        assertThat(run(NAME, "--root", root.toString()).exit()).isEqualTo(5);
        assertThat(target).hasContent("precious");
    }

    @Test
    void anArtifactThatIsNotListedIsRefused() {
        var run = run("pkg/other", "--root", root.toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("pkg/other is not in the repository");
    }

    @Test
    void aNameThatLeavesTheFolderIsRefused() {
        for (var name : List.of("../../etc/passwd", "/etc/passwd", "a//b", "a/./b", "a\\b")) {
            repository.add(name, "root:x:0:0");
        }
        repository.publish();
        repository.serve(server::file);

        for (var name : repository.targets.keySet()) {
            if (!name.value().equals(NAME)) {
                var run = run(name.value(), "--root", root.toString());

                assertThat(run.exit()).isEqualTo(1);
                assertThat(run.err()).contains(name + " would be written outside");
            }
        }
    }

    @Test
    void whatIsThereAlreadyIsNotDownloadedAgain() throws IOException {
        run(NAME, "--root", root.toString());
        server.remove("/files/" + NAME);

        assertThat(run(NAME).exit()).isZero();

        Files.writeString(target, "The content");
        assertThat(run(NAME).exit()).isEqualTo(1);
    }

    @Test
    void aLinkThatLeadsOutOfTheFolderIsNotFollowed() throws IOException {
        var outside = Files.createDirectory(folder.resolve("outside"));
        Files.createDirectories(folder.resolve("out"));
        Files.createSymbolicLink(folder.resolve("out/pkg"), outside);

        var run = run(NAME, "--root", root.toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("would be written outside");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void aTimestampWithoutEndIsNotReadToTheEnd() {
        server.file("/metadata/timestamp.json", new byte[1_000_000]);

        assertUnverified(run(NAME, "--root", root.toString()), "timestamp.json is larger than the 16384 bytes allowed");
    }

    @Test
    void anOlderRepositoryThanLastTimeIsRefused() {
        var old = repository.files.get("timestamp.json");
        repository.publish();
        repository.serve(server::file);
        run(NAME, "--root", root.toString());
        server.file("/metadata/timestamp.json", old.toByteArray());
        target.toFile().delete();

        assertUnverified(run(NAME), "New timestamp version 1 must be >= 2");
    }

    @Test
    void anExpiredRepositoryIsRefused() {
        repository.timestampExpires = TestRepository.in(-2);
        repository.publish();
        repository.serve(server::file);

        assertUnverified(run(NAME, "--root", root.toString()), "timestamp expired at");
    }

    @Test
    void aRepositoryOfAnotherRootIsRefused() throws IOException {
        Files.write(root, new TestRepository().firstRoot().toByteArray());

        assertUnverified(run(NAME, "--root", root.toString()), "timestamp was signed by 0/1 keys");
    }

    @Test
    void aLocalFileIsCheckedWithoutDownloadingIt() throws IOException {
        var good = Files.writeString(folder.resolve("good"), "the content");
        var bad = Files.writeString(folder.resolve("bad"), "The content");
        server.remove("/files/" + NAME);

        var right = run(NAME, "--root", root.toString(), "--verify-only", good.toString());
        assertThat(right.exit()).isZero();
        assertThat(right.out()).isEqualTo(good + " is " + NAME + ": length, hashes and signatures are right.\n");

        var wrong = run(NAME, "--verify-only", bad.toString());
        assertThat(wrong.exit()).isEqualTo(5);
        assertThat(wrong.err()).contains(bad + ": blake2b-256 is ");
    }

    @Test
    void failuresAreJsonForPrograms() {
        server.remove("/files/" + NAME);

        var run = run(NAME, "--root", root.toString(), "--output", "json");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.text("exit")).isEqualTo("1");
        assertThat(run.text("error"))
                .contains(NAME + " is not at " + server.url() + "/files; is --artifact-url right?");
    }

    private void assertUnverified(CommandRun run, String reason) {
        assertThat(run.err()).contains(reason).doesNotContain("\tat ");
        assertThat(run.exit()).isEqualTo(5);
        assertThat(target).doesNotExist();
        assertThat(target.getParent().toFile().list()).isNullOrEmpty();
    }

    private CommandRun run(String name, String... options) {
        var arguments = new ArrayList<>(List.of("download", name, "--server", server.url()));
        arguments.addAll(List.of(
                "--artifact-url",
                server.url() + "/files",
                "--output-dir",
                folder.resolve("out").toString()));
        arguments.addAll(List.of("--trust-store", folder.resolve("trust").toString()));
        arguments.addAll(List.of(options));
        return CommandRun.of(arguments.toArray(String[]::new));
    }
}
