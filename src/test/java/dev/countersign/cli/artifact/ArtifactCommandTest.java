package dev.countersign.cli.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.CommandRun;
import dev.countersign.cli.FakeServer;
import dev.countersign.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactCommandTest {
    private static final String EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String ABC_SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String ABC_BLAKE2B = "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319";

    private final FakeServer server = new FakeServer();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aFileIsAddedByItsNameWithItsLengthAndHash() throws IOException {
        var run = run("artifact", "add", write("a.tgz", "abc").toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("Published 1 artifact in bins-0.\n");
        assertThat(run.exit()).isZero();
        assertThat(info("a.tgz")).isEqualTo("{\"hashes\":{\"sha256\":\"" + ABC_SHA256 + "\"},\"length\":3}");
        assertThat(server.added.getFirst().get("publish_artifacts")).isEqualTo(new Json.Bool(true));
    }

    @Test
    void severalHashesAndCustomDataArePublishedTogether() throws IOException {
        var run = run(
                "artifact",
                "add",
                write("a", "abc").toString(),
                "--hash",
                "blake2b-256",
                "--hash",
                "sha256",
                "--custom",
                "{\"note\":\"two\\nlines\"}");

        assertThat(run.exit()).isZero();
        assertThat(info("a"))
                .isEqualTo("{\"custom\":{\"note\":\"two\\nlines\"},\"hashes\":{\"blake2b-256\":\"" + ABC_BLAKE2B
                        + "\",\"sha256\":\"" + ABC_SHA256 + "\"},\"length\":3}");
    }

    @Test
    void aFolderIsAddedWithThePlacesOfItsFilesUnderAPrefix() throws IOException {
        write("tree/one", "1");
        write("tree/deep/er/two", "");
        Files.createSymbolicLink(folder.resolve("tree/link"), folder.resolve("tree/one"));

        var run = run("artifact", "add", folder.resolve("tree").toString(), "--prefix", "v1");

        assertThat(run.exit()).isZero();
        assertThat(server.artifacts()).containsOnlyKeys("v1/one", "v1/deep/er/two");
        assertThat(info("v1/deep/er/two")).contains(EMPTY_SHA256).contains("\"length\":0");
        assertThat(run.err()).contains("Passed over 1 symbolic link");
    }

    @Test
    void manyFilesGoInBatches() throws IOException {
        for (int i = 0; i < 25; i++) {
            write("many/file-" + i, "content " + i);
        }

        var run = run("artifact", "add", folder.resolve("many").toString(), "--batch", "10", "--output", "json");

        assertThat(run.exit()).isZero();
        assertThat(server.added).hasSize(3);
        assertThat(server.artifacts()).hasSize(25);
        assertThat(run.text("tasks")).isEqualTo("[\"task1\",\"task2\",\"task3\"]");
        assertThat(run.text("published")).isEqualTo("true");
    }

    @Test
    void itWaitsUntilTheTaskHasEnded() throws IOException {
        server.pollsUntilDone = 4;

        assertThat(run("artifact", "add", write("a", "abc").toString()).exit()).isZero();
        assertThat(server.requests)
                .filteredOn(request -> request.contains("task/"))
                .hasSize(4);
    }

    @Test
    void withoutWaitingItNamesTheTask() throws IOException {
        var run = run("artifact", "add", write("a", "abc").toString(), "--no-wait");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("Accepted 1 artifact.\nSee how it goes on: countersign task task1 --wait\n");
    }

    @Test
    void withoutPublishingTheServerIsTold() throws IOException {
        assertThat(run("artifact", "add", write("a", "abc").toString(), "--no-publish")
                        .exit())
                .isZero();
        assertThat(server.added.getFirst().get("publish_artifacts")).isEqualTo(new Json.Bool(false));
    }

    @Test
    void waitingEndsWithItsOwnStatusWhenTheTimeRunsOut() throws IOException {
        server.pollsUntilDone = Integer.MAX_VALUE;

        var run = run("artifact", "add", write("a", "abc").toString(), "--timeout", "200ms");

        assertThat(run.exit()).isEqualTo(6);
        assertThat(run.err()).contains("task task1 was accepted but did not end in time");
    }

    @Test
    void aBusyServerIsAskedAgain() throws IOException {
        server.busyFor(3);

        assertThat(run("artifact", "add", write("a", "abc").toString()).exit()).isZero();
        assertThat(server.requests)
                .filteredOn(request -> request.startsWith("POST"))
                .hasSize(4);
    }

    @Test
    void aTaskThatFailsIsAFailureWithItsReason() throws IOException {
        server.failure = "no such key";

        var run = run("artifact", "add", write("a", "abc").toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("task task1 ended as ERRORED: Artifact(s) Added: no such key");
    }

    @Test
    void aPathWithoutAResponsibleRoleIsReportedAndIsAFailure() throws IOException {
        server.orphanedPath = path -> path.startsWith("elsewhere");

        var run = run("artifact", "add", write("a", "abc").toString(), "--path", "elsewhere/a");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("Not added, because no role is responsible for the path: elsewhere/a.");
    }

    @Test
    void whatFindsNoRoomIsNamedAndIsAFailure() throws IOException {
        server.fullPath = path -> path.equals("b.txt");
        var full = write("b.txt", "b").toString();

        var run = run("artifact", "add", write("a.txt", "a").toString(), full);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("Published 1 artifact", "\nNot added: b.txt (bins-0 is full).");
        var nothing = run("artifact", "add", full, "--output", "json");
        assertThat(nothing.exit()).isEqualTo(1);
        assertThat(nothing.text("published")).isEqualTo("false");
    }

    @Test
    void whatTheServerRefusesToRemoveIsNamedAsItWasGiven() {
        server.refusedPath = path -> path.equals("bad/one");

        var run = run("artifact", "remove", "good", "bad/one");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("bad/one: not allowed here").doesNotContain("body", "artifacts.1");
    }

    @Test
    void whatIsNeitherFileNorFolderIsCalledWhatItIs() throws Exception {
        var pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThat(run("artifact", "add", pipe.toString()).err()).contains(pipe + ": a pipe (expected: ", "--path");
        assertThat(run("artifact", "add", "/dev/null").err()).contains("/dev/null: a device (expected: ");
        assertThat(run("artifact", "add", folder.toString(), "--path", "x").err())
                .contains(": a folder (expected: ");
        assertThat(run("artifact", "add", folder.resolve("no").toString()).err())
                .contains("no: no such file");

        var writer = new ProcessBuilder("sh", "-c", "printf abc > " + pipe).start();
        assertThat(run("artifact", "add", pipe.toString(), "--path", "piped").exit())
                .isZero();
        assertThat(writer.waitFor()).isZero();
        assertThat(info("piped")).contains("\"length\":3");
    }

    @Test
    void aListWithoutPathsRemovesNothingAndSaysSo() throws IOException {
        var list = write("paths", "\n# none\n");

        var run = run("artifact", "remove", "--from", list.toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains(list + " names no paths; nothing was removed");
        var missing = run("artifact", "remove", "never");
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.out()).startsWith("Nothing was removed.\nNot in the repository: never.");
    }

    @Test
    void aRoleThatStillNeedsSignaturesMakesItPending() throws IOException {
        server.pending = "{\"data\":{\"metadata\":{\"bins-0\":{\"signatures\":[],\"signed\":{\"version\":2}}}}}";

        var run = run("artifact", "add", write("a", "abc").toString());

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.out()).contains("Not visible to clients yet: bins-0 still needs signatures");
    }

    @Test
    void theFileThatTheServerRefusesIsNamed() throws IOException {
        server.refusedPath = path -> path.equals("bad");
        write("two/bad", "");
        write("two/good", "");

        var run = run("artifact", "add", folder.resolve("two").toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("the server refuses bad: path: not allowed here; nothing was added");
    }

    @Test
    void aNameThatNoClientWouldAcceptIsRefusedBeforeAnythingIsSent() throws IOException {
        var run = run("artifact", "add", write("what?.txt", "").toString());

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("what?.txt cannot be an artifact").contains("--path");
        assertThat(server.requests).isEmpty();
    }

    @Test
    void twoFilesForOnePathAreRefusedBeforeAnythingIsSent() throws IOException {
        var run = run(
                "artifact",
                "add",
                write("x/same", "1").toString(),
                write("y/same", "2").toString());

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("would both become same");
        assertThat(server.requests).isEmpty();
    }

    @Test
    void theTokenOfAFileIsSentAsABearerToken() throws IOException {
        run(
                "artifact",
                "add",
                write("a", "abc").toString(),
                "--token-file",
                write("token", "secret\n").toString());

        assertThat(server.authorizations).isNotEmpty().allMatch("Bearer secret"::equals);
    }

    @Test
    void aServerThatDoesNotAnswerHasItsOwnStatus() throws IOException {
        server.close();

        var run = run("artifact", "add", write("a", "abc").toString(), "--timeout", "1s");

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.err())
                .contains("Waiting: cannot reach " + server.url())
                .contains("cannot reach " + server.url() + ": connection refused")
                .doesNotContain("\tat ");
    }

    @Test
    void removingReportsWhatIsGoneAndWhatWasNotThere() throws IOException {
        run("artifact", "add", write("a", "abc").toString());

        var run = run("artifact", "remove", "a", "b", "--output", "json");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.text("removed")).isEqualTo("[\"a\"]");
        assertThat(run.text("not_found")).isEqualTo("[\"b\"]");
        assertThat(server.artifacts()).isEmpty();
    }

    @Test
    void pathsToRemoveMayComeFromAList() throws IOException {
        run("artifact", "add", write("a", "abc").toString(), write("b", "abc").toString());

        var run = run(
                "artifact", "remove", "--from", write("list", "a\n\n b \r\na\n").toString());

        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("Removed 2 artifacts.\n");
    }

    @Test
    void listsToRemoveAreReadInTheEncodingsOfPrograms() throws IOException {
        for (var charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            // By --path: where the locale knows ASCII only, no file can have this name.
            run("artifact", "add", write("a", "abc").toString());
            run("artifact", "add", write("b", "abc").toString(), "--path", "é");
            assertThat(server.artifacts()).containsOnlyKeys("a", "é");
            var list = Files.write(folder.resolve("list"), "\uFEFFa\r\né\r\n".getBytes(charset));

            var run = run("artifact", "remove", "--from", list.toString());

            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            assertThat(server.artifacts()).isEmpty();
        }
        var latin = Files.write(folder.resolve("list"), "a\né\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(run("artifact", "remove", "--from", latin.toString()).err())
                .contains(latin + ": line 2: not UTF-8")
                .contains("; nothing was removed");
        var archive = Files.write(folder.resolve("list"), new byte[] {'P', 'K', 3, 4, 0, 0});
        assertThat(run("artifact", "remove", "--from", archive.toString()).err())
                .contains(archive + ": a ZIP archive");
    }

    private String info(String path) {
        return server.artifacts().get(path).toText();
    }

    private Path write(String name, String content) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private CommandRun run(String... arguments) {
        var all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--server";
        all[arguments.length + 1] = server.url();
        return CommandRun.of(all);
    }
}
