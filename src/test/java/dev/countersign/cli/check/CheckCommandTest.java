package dev.countersign.cli.check;

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

class CheckCommandTest {
    private static final String WHEEL = sha256("wheel");
    private static final String ARCHIVE = sha256("archive");

    private final FakeServer server = new FakeServer();
    private final TestRepository repository = new TestRepository();

    @TempDir
    private Path folder;

    private Path root = Path.of("");

    @BeforeEach
    void publish() throws IOException {
        repository.add("pypi/typing-extensions/typing_extensions-4.12.2-py3-none-any.whl", "wheel");
        repository.add("pypi/typing-extensions/typing_extensions-4.12.2.tar.gz", "archive");
        repository.add("cargo/itoa/itoa-1.0.11.crate", "crate");
        repository.add("mine/cargo/itoa/itoa-1.0.11.crate", "other");
        repository.add("go/github.com/!burnt!sushi/toml/@v/v1.4.0.zip", "zip");
        root = Files.write(folder.resolve("root.json"), repository.firstRoot().toByteArray());
        repository.publish();
        repository.serve(server::file);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String sha256(String content) {
        return Bytes.utf8(content).sha256().hex();
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private CommandRun check(Path file, String... more) {
        var arguments =
                new ArrayList<>(List.of("check", file.toString(), "--metadata-url", server.url() + "/metadata"));
        arguments.addAll(List.of(
                "--root",
                root.toString(),
                "--trust-store",
                folder.resolve("trust").toString()));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private Path cargo(String name, String content) throws IOException {
        return file("Cargo.lock", """
            version = 4
            [[package]]
            name = "%s"
            version = "1.0.11"
            source = "registry+https://crates.example/index"
            checksum = "%s"
            """.formatted(name, sha256(content)));
    }

    @Test
    void whatIsSignedWithTheHashesThatAreLockedIsVerified() throws IOException {
        var run = check(cargo("itoa", "crate"));

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo(folder.resolve("Cargo.lock") + ": 1 of 1 verified\n");
    }

    @Test
    void aHashThatDiffersIsNamed() throws IOException {
        var run = check(cargo("itoa", "evil"));

        assertThat(run.exit()).isEqualTo(5);
        assertThat(run.out())
                .contains(": 0 of 1 verified\n  DIFFERS  itoa 1.0.11: locked is sha256:" + sha256("evil")
                        + ", but cargo/itoa/itoa-1.0.11.crate is signed as " + sha256("crate"));
    }

    @Test
    void whatIsNotSignedIsNamed() throws IOException {
        var run = check(cargo("evil", "crate"));

        assertThat(run.exit()).isEqualTo(5);
        assertThat(run.out())
                .contains("  NOT SIGNED  evil 1.0.11: cargo/evil/evil-1.0.11.crate is not in the repository");
    }

    @Test
    void filesMayBeSignedBelowAnotherFolder() throws IOException {
        assertThat(check(cargo("itoa", "other"), "--prefix", "cargo=mine/cargo").exit())
                .isZero();
        assertThat(check(cargo("itoa", "other"), "--prefix", "rust=x").exit()).isEqualTo(2);
        assertThat(check(cargo("itoa", "other"), "--prefix", "cargo=/x").exit()).isEqualTo(2);
    }

    @Test
    void whatCannotBeJudgedIsNamedAndMayBeAllowed() throws IOException {
        var lock = file("package-lock.json", """
            {"lockfileVersion": 3, "packages": {
              "node_modules/forked": {"version": "1.0.0", "resolved": "git+ssh://git@example.org/f.git#abc"}}}\
            """);

        var run = check(lock);
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains("  NOT JUDGED  forked 1.0.0: it comes from git+ssh://git@example.org/f.git#abc, which is no"
                        + " registry");

        var allowed = check(lock, "--allow", "forked");
        assertThat(allowed.exit()).isZero();
        assertThat(allowed.out()).contains("  allowed  forked 1.0.0: ");
    }

    /** A repository that signs another kind of hash proves nothing. */
    @Test
    void aHashOfAKindThatIsNotSignedIsNotJudged() throws IOException {
        repository.add("npm/left-pad/-/left-pad-1.3.0.tgz", "tarball");
        repository.publish();
        repository.serve(server::file);
        var run = check(file("package-lock.json", """
            {"lockfileVersion": 3, "packages": {"node_modules/left-pad": {"version": "1.3.0", "integrity":
              "sha512-BcYH1CVJBO9tvyIZ2jVeXgSIMvGZ2FDRvDdOIVQyuklNKSsx+eppDEBq/g47Ayw+RqNFE+URvOShmf+f/qwAlA=="}}}\
            """));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains("  NOT JUDGED  left-pad 1.3.0: npm/left-pad/-/left-pad-1.3.0.tgz is signed with"
                        + " blake2b-256 and sha256, locked is sha512:");
    }

    @Test
    void requirementsAreJudgedByTheUsualNamesOfFiles() throws IOException {
        var lock = file("requirements.txt", """
            Typing.Extensions==4.12.2 --hash=sha256:%s --hash=sha256:%s
            """.formatted(WHEEL, ARCHIVE));

        var run = check(lock);

        assertThat(run.out()).contains(": 1 of 1 verified");
        assertThat(run.exit()).isZero();
    }

    /** pip takes a file with any of the hashes, so one that nobody signed spoils the others. */
    @Test
    void oneHashTooManyIsEnough() throws IOException {
        var lock = file("requirements.txt", """
            typing-extensions==4.12.2 --hash=sha256:%s --hash=sha256:%s
            """.formatted(WHEEL, sha256("evil")));

        var run = check(lock);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains("no signed file of typing-extensions 4.12.2 that is known has sha256:" + sha256("evil"));
    }

    /** The names come from the index, and nothing else does. */
    @Test
    void anIndexSaysWhichFilesAVersionHas() throws IOException {
        repository.add("pypi/native/native-1.0-cp311-cp311-manylinux_2_17_x86_64.whl", "wheel");
        repository.publish();
        repository.serve(server::file);
        server.file("/files/simple/native/", TestRepository.utf8("""
            <html><body>
            <a href="../../native-1.0-cp311-cp311-manylinux_2_17_x86_64.whl#sha256=%s">native</a>
            <a href="../../native-1.0-evil.whl#sha256=%s">native</a>
            </body></html>\
            """.formatted(WHEEL, sha256("evil"))));
        var index = server.url() + "/files/simple/";

        var good = file("requirements.txt", "native==1.0 --hash=sha256:" + WHEEL + "\n");
        assertThat(check(good).exit()).isEqualTo(1);
        assertThat(check(good, "--pypi", index).exit()).isZero();

        var evil = file("requirements.txt", "native==1.0 --hash=sha256:" + sha256("evil") + "\n");
        var run = check(evil, "--pypi", index);
        assertThat(run.exit()).isEqualTo(5);
        assertThat(run.out()).contains("  NOT SIGNED  native 1.0: ");

        var unknown = file("requirements.txt", "unknown==1.0 --hash=sha256:" + WHEEL + "\n");
        assertThat(check(unknown, "--pypi", index).exit()).isEqualTo(5);
    }

    @Test
    void modulesOfGoAreSignedOrNotAndTheirHashesNotCompared() throws IOException {
        var run = check(file("go.sum", """
            github.com/BurntSushi/toml v1.4.0 h1:kuoIxZQy2WRRk1pttg9asf+WVv6tWQuBNVmK8+nqPr0=
            github.com/BurntSushi/toml v1.4.0/go.mod h1:ukJfTF/6rtPPRCnwkur4qwRxa8vTRFBF0uk2lLoLwho=
            """));

        assertThat(run.exit()).isEqualTo(5);
        assertThat(run.out())
                .contains("  NOT JUDGED  github.com/BurntSushi/toml v1.4.0:"
                        + " go/github.com/!burnt!sushi/toml/@v/v1.4.0.zip is signed, but its hash is of another"
                        + " kind (h1:) and was not compared")
                .contains("  NOT SIGNED  github.com/BurntSushi/toml v1.4.0/go.mod: ");
    }

    @Test
    void programsReadJson() throws IOException {
        var run = check(cargo("itoa", "evil"), "--output", "json");

        assertThat(run.text("ok")).isEqualTo("false");
        assertThat(run.text("files"))
                .contains(
                        "\"format\":\"cargo\",\"locked\":1,\"verified\":0",
                        "\"verdict\":\"differs\",\"name\":\"itoa\"");
    }

    @Test
    void metadataThatCannotBeTrustedJudgesNothing() throws IOException {
        repository.timestampExpires = TestRepository.in(-1);
        repository.publish();
        repository.serve(server::file);

        var run = check(cargo("itoa", "crate"));

        assertThat(run.exit()).isEqualTo(5);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("timestamp expired");
    }

    @Test
    void filesThatAreNoLockFilesAreRefused() throws IOException {
        assertThat(check(file("lock.json", "{}")).exit()).isEqualTo(2);
        var run = check(file("Cargo.lock", "x = 1"));
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("Cargo.lock: no package (expected: a lock file of Cargo)");
        assertThat(check(file("any", "version = 1"), "--format", "uv").exit()).isZero();
    }
}
