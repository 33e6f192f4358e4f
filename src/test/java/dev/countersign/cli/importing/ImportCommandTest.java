package dev.countersign.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.CommandRun;
import dev.countersign.cli.FakeServer;
import dev.countersign.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
    private static final String HASH = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private final FakeServer server = new FakeServer();

    @TempDir
    private Path folder;

    private Path list;

    @BeforeEach
    void nameTheList() {
        list = folder.resolve("list");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void linesOfPathSizeAndHashAreAddedAndPublishedOnce() throws IOException {
        Files.writeString(list, csv(1, 25));

        var run = run("--batch", "10");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).startsWith("Accepted 25 artifacts in ").contains(" Published after ");
        assertThat(server.artifacts()).hasSize(25);
        assertThat(server.artifacts().get("pkg/7").toText())
                .isEqualTo("{\"hashes\":{\"sha256\":\"" + HASH + "\"},\"length\":7}");
        assertThat(server.added)
                .hasSize(3)
                .allMatch(request -> request.get("publish_artifacts").equals(new Json.Bool(false)));
        assertThat(server.requests)
                .filteredOn(request -> request.contains("publish"))
                .hasSize(1);
        assertThat(folder).isDirectoryNotContaining("glob:**.checkpoint").isDirectoryNotContaining("glob:**.rejects");
    }

    @Test
    void jsonLinesMayCarryCustomDataAndSeveralHashes() throws IOException {
        Files.writeString(list, """
            {"path":"a","length":3,"hashes":{"sha256":"%1$s","blake2b-256":"%1$s"},"custom":{"k":[1,"v"]}}

            {"path":"b","info":{"length":0,"hashes":{"sha256":"%1$s"}},"ignored":true}
            """.formatted(HASH));

        assertThat(run().exit()).isZero();
        assertThat(server.artifacts().get("a").toText())
                .isEqualTo("{\"custom\":{\"k\":[1,\"v\"]},\"hashes\":{\"blake2b-256\":\"" + HASH + "\",\"sha256\":\""
                        + HASH + "\"},\"length\":3}");
        assertThat(server.artifacts()).containsKey("b");
    }

    @Test
    void compressedListsAreRecognised() throws IOException {
        try (var out = new GZIPOutputStream(Files.newOutputStream(list))) {
            out.write(csv(1, 5_000).getBytes(StandardCharsets.UTF_8));
        }

        assertThat(run().exit()).isZero();
        assertThat(server.artifacts()).hasSize(5_000);
    }

    @Test
    void theListMayComeFromStandardInput() {
        var before = System.in;
        System.setIn(new ByteArrayInputStream(csv(1, 3).getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(CommandRun.of("import", "--server", server.url()).exit()).isZero();
        } finally {
            System.setIn(before);
        }
        assertThat(server.artifacts()).hasSize(3);
    }

    @Test
    void nothingOfAPipeIsLost() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", list.toString()).start().waitFor())
                .isZero();
        var content = Files.writeString(folder.resolve("content"), csv(1, 5_000));
        var writer = new ProcessBuilder("sh", "-c", "cat " + content + " > " + list).start();

        assertThat(run().exit()).isZero();
        assertThat(writer.waitFor()).isZero();
        assertThat(server.artifacts()).hasSize(5_000);
        assertThat(CommandRun.of("import", folder.toString(), "--server", server.url())
                        .err())
                .contains(folder + ": a folder (expected: a list of artifacts)");
    }

    @Test
    void linesThatCannotBeAreReportedByNumberAndTheRestIsApplied() throws IOException {
        Files.writeString(
                list,
                csv(1, 2) + "no separators\nx;many;sha256;" + HASH + "\ny;1;md5;" + HASH + "\n../z;1;sha256;" + HASH
                        + "\n" + csv(3, 4));

        var run = run("--output", "json");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(server.artifacts()).containsOnlyKeys("pkg/1", "pkg/2", "pkg/3", "pkg/4");
        assertThat(run.text("accepted")).isEqualTo("4");
        assertThat(run.text("rejected")).isEqualTo("4");
        assertThat(Files.readAllLines(folder.resolve("list.rejects")))
                .hasSize(4)
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"line\":3").contains("not 'path;size;hash-type;hash'"),
                        line -> assertThat(line).contains("\"line\":4").contains("size: \\\"many\\\""),
                        line -> assertThat(line).contains("\"line\":5").contains("blake2b-256, sha256, sha512"),
                        line -> assertThat(line).contains("\"line\":6").contains("../z"));
    }

    @Test
    void whatTheServerRefusesIsReportedByNumberAndTheRestIsApplied() throws IOException {
        server.refusedPath = path -> path.endsWith("3");
        server.maxProblems = 2;
        Files.writeString(list, csv(1, 60));

        var run = run("--batch", "20");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("Not taken: 6 lines (see " + list + ".rejects).");
        assertThat(run.out()).contains("\n  line 3: path: not allowed here\n  line 13: ");
        assertThat(server.artifacts()).hasSize(54).doesNotContainKeys("pkg/3", "pkg/53");
    }

    @Test
    void aServerThatTakesFewerArtifactsPerRequestGetsFewer() throws IOException {
        server.maxArtifacts = 7;
        Files.writeString(list, csv(1, 50));

        assertThat(run("--batch", "50").exit()).isZero();
        assertThat(server.artifacts()).hasSize(50);
    }

    @Test
    void aBusyServerIsAskedAgainUntilItHasTakenEverything() throws IOException {
        server.busyFor(5);
        Files.writeString(list, csv(1, 40));

        assertThat(run("--batch", "10").exit()).isZero();
        assertThat(server.artifacts()).hasSize(40);
    }

    @Test
    void anInterruptedImportGoesOnWithoutSendingAgainWhatWasTaken() throws IOException {
        Files.writeString(list, csv(1, 100));
        server.failAfter(4);

        var interrupted = run("--batch", "10", "--in-flight", "1");
        assertThat(interrupted.exit()).isEqualTo(1);
        assertThat(interrupted.err()).contains("40 artifacts accepted so far. Run the same command again");
        assertThat(server.requests).noneMatch(request -> request.contains("publish"));

        server.failAfter(Integer.MAX_VALUE);
        var resumed = run("--batch", "25");

        assertThat(resumed.exit()).isZero();
        assertThat(resumed.err()).contains("Going on after an interruption: 40 artifacts are already accepted.");
        assertThat(resumed.out()).startsWith("Accepted 100 artifacts");
        assertThat(sentPaths()).hasSize(100).doesNotHaveDuplicates();
        assertThat(server.artifacts()).hasSize(100);
    }

    @Test
    void aCheckpointThatACrashCutShortIsStillGood() throws IOException {
        Files.writeString(list, csv(1, 30));
        server.failAfter(2);
        run("--batch", "10", "--in-flight", "1");
        var checkpoint = folder.resolve("list.checkpoint");
        Files.writeString(checkpoint, Files.readString(checkpoint) + "{\"from\":21,\"to\":3");

        server.failAfter(Integer.MAX_VALUE);

        assertThat(run().exit()).isZero();
        assertThat(sentPaths()).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void theCheckpointOfAnotherListIsRefusedUnlessToldToRestart() throws IOException {
        Files.writeString(list, csv(1, 30));
        server.failAfter(1);
        run("--batch", "10", "--in-flight", "1");
        server.failAfter(Integer.MAX_VALUE);
        Files.writeString(list, csv(50, 60));

        var refused = run();
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("belongs to another import").contains("--restart");

        assertThat(run("--restart").exit()).isZero();
        assertThat(server.artifacts()).containsKeys("pkg/50", "pkg/60");
    }

    @Test
    void ofTwoLinesForOnePathTheLaterOneWins() throws IOException {
        var lines = IntStream.rangeClosed(1, 400)
                .mapToObj(i -> "same;" + i + ";sha256;" + HASH)
                .collect(Collectors.joining("\n"));
        Files.writeString(list, lines);

        assertThat(run("--batch", "10", "--in-flight", "8").exit()).isZero();
        assertThat(server.artifacts().get("same").get("length")).isEqualTo(new Json.Int(400));
    }

    @Test
    void theLastLineNeedsNoEndAndLinesMayEndLikeOnWindows() throws IOException {
        Files.writeString(
                list, "\uFEFF" + csv(1, 2).replace("\n", "\r\n") + csv(3, 3).strip());

        assertThat(run().exit()).isZero();
        assertThat(server.artifacts()).containsOnlyKeys("pkg/1", "pkg/2", "pkg/3");
    }

    @Test
    void withoutAnAnswerNothingIsLostAndTheStatusSaysSo() throws IOException {
        Files.writeString(list, csv(1, 3));
        server.close();

        var run = run("--timeout", "100ms");

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.err()).contains("0 artifacts accepted so far").contains("connection refused");
    }

    @Test
    void whatFindsNoRoomIsWrittenDownAndNotCountedAsAccepted() throws IOException {
        server.fullPath = path -> path.endsWith("5");
        Files.writeString(list, csv(1, 60));

        for (var attempt = 1; attempt <= 2; attempt++) {
            var run = run("--batch", "20");
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.out())
                    .startsWith("Accepted 54 artifacts in ")
                    .contains("Not taken: 6 lines (see " + list + ".rejects).")
                    .contains("\n  pkg/5: bins-0 is full")
                    .contains("The repository has no room for 6 artifacts: ", "Remove artifacts", "more bins");
            assertThat(Files.readAllLines(folder.resolve("list.rejects")))
                    .hasSize(6)
                    .contains("{\"path\":\"pkg/55\",\"reason\":\"bins-0 is full\"}");
        }
        assertThat(server.artifacts()).hasSize(54);
    }

    @Test
    void whatFailsBelongsToItsLines() throws IOException {
        server.failingPath = path -> path.equals("pkg/25");
        server.forgottenTask = id -> id.equals("task1");
        Files.writeString(list, csv(1, 60));

        var run = run("--batch", "20", "--in-flight", "1", "--output", "json");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.text("accepted")).isEqualTo("20");
        assertThat(run.text("rejected")).isEqualTo("40");
        assertThat(Files.readAllLines(folder.resolve("list.rejects")))
                .anyMatch(line -> line.contains("\"from\":1,") && line.contains("no longer knows"))
                .anyMatch(line -> line.contains("\"from\":21,") && line.contains("it broke"))
                .hasSize(2);
    }

    @Test
    void pathsOfNoRoleAreNotAccepted() throws IOException {
        server.orphanedPath = path -> path.equals("pkg/2");
        Files.writeString(list, csv(1, 3));

        var run = run();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).startsWith("Accepted 2 artifacts").contains("pkg/2: no role is responsible");
    }

    @Test
    void whereverItIsKilledNothingIsLostOrCountedTwice() throws IOException {
        server.fullPath = path -> path.endsWith("5");
        Files.writeString(list, csv(1, 30) + "broken\n");
        server.silent = true;
        assertThat(run("--batch", "10", "--in-flight", "1", "--timeout", "1s").exit())
                .isNotZero();
        server.silent = false;
        var checkpoint = folder.resolve("list.checkpoint");
        var rejects = folder.resolve("list.rejects");
        var noted = Files.readString(checkpoint);
        var refused = Files.readString(rejects);
        for (var cut = 0; cut <= noted.length(); cut += 7) {
            Files.writeString(checkpoint, noted.substring(0, cut));
            Files.writeString(rejects, refused + "{\"line\":");

            var run = run("--batch", "10", "--output", "json");

            assertThat(run.text("accepted")).isEqualTo("27");
            assertThat(run.text("rejected")).isEqualTo("4");
            assertThat(Files.readAllLines(rejects)).hasSize(4).doesNotHaveDuplicates();
        }
    }

    @Test
    void anEmptyListIsNoSuccess() throws IOException {
        for (var content : List.of("", "\n \n", "# nothing\n\t# here\n")) {
            Files.writeString(list, content);

            var run = run();

            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err()).contains(list + " names no artifacts; nothing was sent");
            assertThat(run.out()).isEmpty();
        }
        assertThat(server.requests).noneMatch(request -> request.startsWith("POST"));
    }

    @Test
    void anImportOfWhichNothingIsAcceptedPublishesNothingAndFails() throws IOException {
        Files.writeString(list, "a;b;c;d\nnonsense\n");

        var run = run();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .startsWith("Nothing was accepted.\nNot taken: 2 lines")
                .doesNotContain("Published");
        assertThat(server.requests).noneMatch(request -> request.startsWith("POST"));

        server.fullPath = path -> true;
        Files.writeString(list, csv(1, 3));
        var full = run();
        assertThat(full.exit()).isEqualTo(1);
        assertThat(full.out())
                .startsWith("Nothing was accepted.\nNot taken: 3 lines")
                .doesNotContain("Published");
    }

    @Test
    void csvIsReadAsExportersWriteIt() throws IOException {
        var upper = HASH.toUpperCase(Locale.ROOT);
        var lists = List.of(
                "\"N/1\";\"1\";\"SHA256\";\"" + upper + "\"\r\n\"N/2\";\"2\";\"sha-256\";\"" + HASH + "\"\r\n",
                " N/1 ; 1 ; SHA-256 ; H \n \"N/2\" ; \"2\" ; \" sha256 \" ; \" H \" \n",
                "\uFEFF\"Path\",\"Size\",\"Hash-Type\",\"Hash\"\r\n"
                        + "\"N/1\",\"1\",\"SHA256\",\"H\"\r\n"
                        + "N/2,2,sha_256,H\r\n",
                "N/1\t1\tsha256\tH\nN/2\t2\tsha256\tH\n",
                "hash,note,LENGTH,hash_type,path\nH,\"says \"\"x, y\"\"\",1,sha256,N/1\nH,,2,sha256,N/2\n",
                "sep=,\r\npath,size,hash type,hash\r\nN/1,1,sha256,H\r\n,,,\r\nN/2,2,sha256,H\r\n",
                "path;size;hash-type;hash\nN/1;1;sha256;H\npath;size;hash-type;hash\nN/2;2;sha256;H\n");
        for (var number = 0; number < lists.size(); number++) {
            Files.writeString(
                    list,
                    lists.get(number)
                            .replace("N/", "list" + number + "/")
                            .replace("H\"", HASH + "\"")
                            .replaceAll("\\bH\\b", HASH));

            var run = run();

            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            assertThat(server.artifacts()).containsKeys("list" + number + "/1", "list" + number + "/2");
            assertThat(server.artifacts().get("list" + number + "/2").toText())
                    .isEqualTo("{\"hashes\":{\"sha256\":\"" + HASH + "\"},\"length\":2}");
        }
        assertThat(server.artifacts()).hasSize(2 * lists.size());
    }

    @Test
    void aPathMayHoldTheSeparator() throws IOException {
        Files.writeString(list, "a,b,1,sha256," + HASH + "\n\"c,d\",1,sha256," + HASH + "\n");

        assertThat(run().exit()).isZero();
        assertThat(server.artifacts()).containsOnlyKeys("a,b", "c,d");
    }

    @Test
    void quotesThatDoNotEndWhereAFieldEndsAreNamed() throws IOException {
        Files.writeString(
                list,
                csv(1, 1) + "\"a\nb\";1;sha256;" + HASH + "\n\"a\"b;1;sha256;" + HASH + "\n\"a\"\"b\";1;sha256;" + HASH
                        + "\n");

        assertThat(run().exit()).isEqualTo(1);
        assertThat(server.artifacts()).containsOnlyKeys("pkg/1");
        assertThat(Files.readAllLines(folder.resolve("list.rejects")))
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"line\":2").contains("no line break in a field"),
                        line -> assertThat(line).contains("\"line\":3"),
                        line -> assertThat(line).contains("\"line\":4").contains("a quoted field does not end"),
                        line -> assertThat(line).contains("\"line\":5").contains("a\\\"b"));
    }

    @Test
    void theHeaderHoldsAfterAnInterruption() throws IOException {
        var rows = IntStream.rangeClosed(1, 30)
                .mapToObj(i -> HASH + ",sha256," + i + ",pkg/" + i + "\n")
                .collect(Collectors.joining());
        Files.writeString(list, "hash,hash-type,size,path\n" + rows);
        server.failAfter(2);
        assertThat(run("--batch", "10", "--in-flight", "1").exit()).isEqualTo(1);

        server.failAfter(Integer.MAX_VALUE);

        assertThat(run().exit()).isZero();
        assertThat(sentPaths()).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void listsInUtf16AndWithAByteOrderMarkAreRead() throws IOException {
        var json = "{\"path\":\"été\",\"length\":3,\"hashes\":{\"SHA256\":\"" + HASH + "\"}}\n";
        var number = 0;
        for (var charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            for (var mark : List.of("", "\uFEFF")) {
                for (var text : List.of(
                        json, json.replace("été", "e") + json, "e;3;SHA256;" + HASH + "\r\nété;3;sha256;" + HASH)) {
                    number++;
                    var written = (mark + text).replace("été", "été/" + number).getBytes(charset);
                    Files.write(list, written);

                    var run = run();

                    assertThat(run.exit())
                            .as(charset + " " + text + run.out() + run.err())
                            .isZero();
                    assertThat(server.artifacts()).containsKey("été/" + number);
                }
            }
        }
        try (var out = new GZIPOutputStream(Files.newOutputStream(list))) {
            out.write(csv(1, 5_000).getBytes(StandardCharsets.UTF_16));
        }
        assertThat(run().exit()).isZero();
        assertThat(server.artifacts()).containsKeys("pkg/1", "pkg/5000");
    }

    @Test
    void whatIsNoListIsNamed() throws IOException {
        var tar = new byte[1024];
        System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
        assertNamed(bytes("504b030414000600"), "a ZIP archive");
        assertNamed(bytes("d0cf11e0a1b11ae100"), "save the sheet as CSV");
        assertNamed(bytes("fd377a585a000004"), "xz -dc");
        assertNamed(bytes("28b52ffd0458"), "zstd -dc");
        assertNamed(bytes("425a6839314159265359"), "bzip2 -dc");
        assertNamed(bytes("377abcaf271c0004"), "a 7z archive");
        assertNamed(tar, "a tar archive");
        assertNamed(" [\n{\"path\"".getBytes(StandardCharsets.UTF_8), "a JSON array");
        assertNamed("\uFEFF[{\"path\":\"a\"}]".getBytes(StandardCharsets.UTF_8), "jq -c '.[]'");
        assertNamed("{\n\"path\":\"a\"".getBytes(StandardCharsets.UTF_8), "a JSON object over several lines");
        assertNamed(bytes("fffe6100000a00d8"), "begins as UTF-16");
        assertThat(server.requests).noneMatch(request -> request.startsWith("POST"));
        assertThat(folder).isDirectoryNotContaining("glob:**.checkpoint");
    }

    private void assertNamed(byte[] content, String what) throws IOException {
        Files.write(list, content);

        var run = run();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).startsWith("countersign import: " + list + ": ").contains(what);
        assertThat(run.err().lines()).hasSize(1);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private List<String> sentPaths() {
        var paths = new ArrayList<String>();
        for (var request : server.added) {
            for (var element : ((Json.Arr) request.members().get("artifacts")).items()) {
                paths.add(((Json.Str) ((Json.Obj) element).members().get("path")).value());
            }
        }
        return paths;
    }

    private static String csv(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(i -> "pkg/" + i + ";" + i + ";sha256;" + HASH + "\n")
                .collect(Collectors.joining());
    }

    private CommandRun run(String... options) {
        var arguments = new ArrayList<>(List.of("import", list.toString(), "--server", server.url()));
        arguments.addAll(List.of(options));
        return CommandRun.of(arguments.toArray(String[]::new));
    }
}
