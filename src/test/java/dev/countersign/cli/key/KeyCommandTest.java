package dev.countersign.cli.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.Answers;
import dev.countersign.cli.CommandRun;
import dev.countersign.cli.Exit;
import dev.countersign.cli.FailureReport;
import dev.countersign.cli.Questions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeyCommandTest {
    @TempDir
    private Path folder;

    private static CommandRun run(Questions questions, String... arguments) {
        var line = new CommandLine(CommandLine.Model.CommandSpec.create())
                .addSubcommand(new KeyGenerateCommand(questions))
                .addSubcommand(new KeyInspectCommand(questions));
        var out = new StringWriter();
        var err = new StringWriter();
        FailureReport.attach(line).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return new CommandRun(line.execute(arguments), out.toString(), err.toString());
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private String passphrase(String text) throws IOException {
        return Files.writeString(folder.resolve("passphrase"), text + "\n").toString();
    }

    @Test
    void aKeyIsEncryptedForItsHolderAlone() throws IOException {
        var run = run(
                Questions.NONE,
                "generate",
                "--out",
                file("alice.pem"),
                "--passphrase-file",
                passphrase("correct horse"));

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(folder.resolve("alice.pem")).content().startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        assertThat(folder.resolve("alice.pub")).content().startsWith("-----BEGIN PUBLIC KEY-----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("alice.pem"))))
                .isEqualTo("rw-------");
        assertThat(run.out()).doesNotContain("correct horse");
    }

    @Test
    void bothHalvesHaveTheSameKeyid() throws IOException {
        var secret = passphrase("correct horse");
        run(Questions.NONE, "generate", "--type", "ecdsa-p256", "--out", file("a.pem"), "--passphrase-file", secret);

        var run = run(
                Questions.NONE,
                "inspect",
                file("a.pem"),
                file("a.pub"),
                "--passphrase-file",
                secret,
                "--output",
                "json");

        assertThat(run.exit()).as(run.err()).isZero();
        var keyids = run.out()
                .replaceAll(".*?\"keyid\":\"([0-9a-f]{64})\"[^}]*", "$1 ")
                .split(" ");
        assertThat(keyids[0]).hasSize(64).isEqualTo(keyids[1]);
        assertThat(run.out()).contains("private key (PKCS#8), encrypted", "\"can_sign\":true", "\"can_sign\":false");
    }

    @Test
    void aWrongPassphraseIsAskedForAgain() throws IOException {
        run(Questions.NONE, "generate", "--out", file("a.pem"), "--passphrase-file", passphrase("correct horse"));

        var answers = new Answers("wrong horse", "correct horse");
        var run = run(answers, "inspect", file("a.pem"));

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(answers.asked).hasSize(2);
        assertThat(run(Questions.NONE, "inspect", file("a.pem")).err()
                        + run(Questions.NONE, "inspect", file("a.pem")).out())
                .contains("the private key is encrypted (expected: --passphrase-file");
    }

    @Test
    void anUnencryptedKeyIsMadeOnlyWhenAskedForAndThenWarnedOf() {
        assertThat(run(Questions.NONE, "generate", "--out", file("a.pem")).exit())
                .isEqualTo(Exit.USAGE.code());

        var run = run(Questions.NONE, "generate", "--out", file("a.pem"), "--unencrypted");

        assertThat(run.exit()).isZero();
        assertThat(run.err()).contains("is not encrypted; whoever reads the file can sign with it");
    }

    @Test
    void keysAreNeverOverwritten() {
        run(Questions.NONE, "generate", "--out", file("a.pem"), "--unencrypted");

        var run = run(Questions.NONE, "generate", "--out", file("a.pem"), "--unencrypted");

        assertThat(run.exit()).isEqualTo(Exit.REFUSED.code());
        assertThat(run.err()).contains("keys are never overwritten");
    }

    @Test
    void filesThatEveryoneMayReadAreWarnedOf() throws IOException {
        var secret = passphrase("correct horse");
        run(Questions.NONE, "generate", "--out", file("open.pem"), "--unencrypted");
        run(Questions.NONE, "generate", "--out", file("locked.pem"), "--passphrase-file", secret);
        var everyone = PosixFilePermissions.fromString("rw-r--r--");
        Files.setPosixFilePermissions(folder.resolve("open.pem"), everyone);
        Files.setPosixFilePermissions(folder.resolve("passphrase"), everyone);

        var run = run(Questions.NONE, "inspect", file("open.pem"), file("locked.pem"), "--passphrase-file", secret);

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.err())
                .containsOnlyOnce(secret + ": everyone on this machine may read it")
                .contains(file("open.pem") + ": everyone on this machine may read it (expected: its owner alone")
                .doesNotContain(file("locked.pem") + ": everyone");
        Files.setPosixFilePermissions(folder.resolve("open.pem"), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(run(Questions.NONE, "inspect", file("open.pem")).err()).doesNotContain("everyone");
    }

    @Test
    void aPrivateKeyBesideThePublicOneIsRefusedAndNotShown() throws IOException {
        run(Questions.NONE, "generate", "--out", file("a.pem"), "--unencrypted");
        var secret = Files.readString(folder.resolve("a.pem"));
        Files.writeString(folder.resolve("both"), Files.readString(folder.resolve("a.pub")) + secret);

        var run = run(Questions.NONE, "inspect", file("both"));

        assertThat(run.exit()).isEqualTo(Exit.REFUSED.code());
        assertThat(run.out())
                .contains("holds a private key beside the public one", "throw this key away")
                .doesNotContain(secret.lines().toList().get(1));
    }

    @Test
    void otherFormsAreSaidWithHowToConvertThem() throws IOException {
        Files.writeString(folder.resolve("ssh"), "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ me@here\n");

        assertThat(run(Questions.NONE, "inspect", file("ssh")).out())
                .contains("holds no key in PEM", "it is an OpenSSH public key; turn it into PEM with: ssh-keygen -e");
    }

    @Test
    void filesWithoutAKeyAreSaidSo() throws IOException {
        Files.writeString(folder.resolve("text"), "hello");

        var run = run(Questions.NONE, "inspect", file("text"), file("absent"));

        assertThat(run.exit()).isEqualTo(Exit.REFUSED.code());
        assertThat(run.out()).contains("holds no key in PEM", "absent: no such file");
    }
}
