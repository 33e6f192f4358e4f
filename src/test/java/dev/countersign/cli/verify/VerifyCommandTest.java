package dev.countersign.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.CommandRun;
import dev.countersign.cli.FakeServer;
import dev.countersign.client.TestRepository;
import dev.countersign.json.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    private final FakeServer server = new FakeServer();
    private final TestRepository repository = new TestRepository();

    @TempDir
    private Path folder;

    private Path root = Path.of("");

    @BeforeEach
    void publish() throws IOException {
        repository.add("a/one.tgz", "one");
        repository.add("b/two.tgz", "two");
        root = Files.write(folder.resolve("root.json"), repository.firstRoot().toByteArray());
        publishAgain();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void publishAgain() {
        repository.publish();
        repository.serve(server::file);
    }

    private CommandRun verify(String... more) {
        var arguments = new ArrayList<>(List.of("verify", server.url() + "/metadata", "--root", root.toString()));
        arguments.addAll(List.of("--state", folder.resolve("state").toString(), "--timeout", "1s"));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private void assertProblem(CommandRun run, String text) {
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains(": NOT AS IT SHOULD BE\n", "PROBLEM  ", text);
        assertThat(run.exit()).isEqualTo(5);
    }

    @Test
    void aRepositoryThatIsWholeIsVerified() {
        var run = verify();

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .startsWith(
                        server.url() + "/metadata: verified\n  root       version 1, signed by 1 (needed: 1), expires ")
                .endsWith("3 targets roles there, signed and fresh, with 2 targets\n");
        assertThat(verify().exit()).isZero();
    }

    @Test
    void programsReadJson() {
        var run = verify("--output", "json");

        assertThat(run.text("ok")).isEqualTo("true");
        assertThat(run.text("roles")).isEqualTo("3");
        assertThat(run.text("targets")).isEqualTo("2");
        assertThat(run.text("findings")).isEqualTo("[]");
        assertThat(run.text("top_level")).contains("{\"role\":\"timestamp\",\"version\":1,\"expires\":");
    }

    @Test
    void theRootIsRememberedAndNeededTheFirstTime() {
        var state = folder.resolve("state").toString();
        var first = CommandRun.of("verify", server.url() + "/metadata", "--state", state);
        assertThat(first.exit()).isEqualTo(2);
        assertThat(first.err()).contains("give --root FILE");

        verify();

        assertThat(CommandRun.of("verify", server.url() + "/metadata", "--state", state)
                        .exit())
                .isZero();
    }

    /** A client would notice only when it looks for one of its paths. */
    @Test
    void everyRoleThatIsMissingOrWrongIsNamed() {
        server.remove("/metadata/1.bins-0.json");
        var other = file("1.bins-1.json").utf8().replace("\"version\":1", "\"version\":2");
        server.file("/metadata/1.bins-1.json", TestRepository.utf8(other));

        var run = verify();

        assertProblem(run, "bins-0: there is no 1.bins-0.json at ");
        assertProblem(run, "bins-1: 1.bins-1.json cannot be trusted: bins-1 was signed by 0/1 keys");
    }

    @Test
    void aFileWithoutEndIsNotReadToItsEnd() {
        server.file("/metadata/1.bins-0.json", new byte[6_000_000]);

        assertProblem(verify(), "/metadata/1.bins-0.json is larger than the 5000000 bytes allowed");
    }

    /** A client that has them already does not ask for them. */
    @Test
    void whatThisMachineHasMustBeThereForOthers() {
        verify();
        server.remove("/metadata/1.snapshot.json");
        server.file(
                "/metadata/1.targets.json",
                TestRepository.utf8(file("1.targets.json").utf8() + " "));

        var run = verify();

        assertProblem(run, "1.snapshot.json: it is missing");
        assertProblem(run, "1.targets.json: it is not the file that was trusted before");
    }

    @Test
    void whatClientsRefuseAltogetherIsAProblem() {
        repository.timestampExpires = TestRepository.in(-1);
        publishAgain();

        assertProblem(verify(), "timestamp.json cannot be trusted: timestamp expired at ");
    }

    @Test
    void whatExpiresSoonIsAWarning() {
        repository.targetsExpires = TestRepository.in(1);
        publishAgain();

        var run = verify("--notice-online", "2d");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains(": verified\n", "WARNING  timestamp: version 2 expires at ", "WARNING  targets: ");
        assertThat(verify().exit()).isZero();
    }

    @Test
    void aRootThatPeopleSignIsToldOfEarlier() {
        repository.rootExpires = TestRepository.in(13);
        repository.publishRoot();
        publishAgain();

        var run = verify();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("WARNING  root: version 2 expires at ");
        assertThat(verify("--notice", "12d").exit()).isZero();
    }

    @Test
    void aRootThatNobodyCanFollowAnyMoreIsToldOf() throws IOException {
        repository.publishRoot();
        Files.write(root, file("2.root.json").toByteArray());
        publishAgain();
        server.remove("/metadata/1.root.json");

        var run = verify();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("WARNING  1.root.json: it is missing");
    }

    @Test
    void whatWentBackSinceTheLastVisitIsAProblem() {
        var old = file("timestamp.json");
        publishAgain();
        verify();
        server.file("/metadata/timestamp.json", old.toByteArray());

        assertProblem(verify(), "New timestamp version 1 must be >= 2");
    }

    /** No client compares the bytes of a bin with what it had before. */
    @Test
    void aVersionThatHasOtherBytesThanAtTheLastVisitIsAProblem() {
        verify();
        repository.targets.clear();
        repository.rollBinsBack();
        publishAgain();

        assertProblem(verify(), "bins-1.json: version 1 has other bytes than at the last visit");
    }

    @Test
    void rolesThatNobodyDelegatesToAreNoted() {
        repository.retire("old");
        repository.serve(server::file);

        var run = verify();

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("NOTE  snapshot: it lists 1 roles that nobody delegates to any more");
    }

    /** Clients pass it over, whatever else it is. */
    @Test
    void aNameThatNoRoleCanHaveIsNotedLikewise() {
        repository.retire("");
        repository.serve(server::file);

        var run = verify();

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("NOTE  snapshot: it lists 1 roles that nobody delegates to any more");
    }

    @Test
    void theContentOfArtifactsIsCheckedOnRequest() {
        server.file("/files/a/one.tgz", TestRepository.utf8("one"));
        server.file("/files/b/two.tgz", TestRepository.utf8("owt"));

        var run = verify("--artifact-url", server.url() + "/files");

        assertProblem(run, "b/two.tgz: b/two.tgz: blake2b-256 is ");
        server.file("/files/b/two.tgz", TestRepository.utf8("two"));
        assertThat(verify("--artifact-url", server.url() + "/files").exit()).isZero();
    }

    @Test
    void aRepositoryThatCannotBeReachedIsNotCalledWrong() {
        server.close();

        var run = verify();

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.err()).contains("cannot reach");
    }

    private Bytes file(String name) {
        return repository.files.get(name);
    }
}
