package dev.countersign.cli.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.cli.PrivateFile;
import dev.countersign.client.Origin;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This process is the quickstart here; that another process sees its lock, too, is for the tests of the jar. */
class OwnQuickstartsTest {
    private static final Origin SERVER = origin("http://127.0.0.1:8080");
    private static final long SELF = ProcessHandle.current().pid();

    @TempDir
    Path temporary;

    private OwnQuickstarts quickstarts;
    private Path lock;
    private Path token;
    private FileChannel held;

    @BeforeEach
    void runningQuickstart() throws IOException {
        quickstarts = new OwnQuickstarts(temporary.resolve("state/quickstart"));
        lock = Files.writeString(temporary.resolve("lock"), SELF + "\n");
        token = temporary.resolve("admin.token");
        PrivateFile.create(token, "secret\n".getBytes());
        held = FileChannel.open(lock, StandardOpenOption.WRITE);
        assertThat(held.lock()).isNotNull();
    }

    @AfterEach
    void stop() throws IOException {
        held.close();
    }

    private static Origin origin(String address) {
        return Origin.of(URI.create(address));
    }

    private OwnQuickstarts.Announcement announced(long process) {
        return quickstarts
                .announce("127.0.0.1", 8080, new OwnQuickstarts.Note(process, lock, token))
                .orElseThrow();
    }

    @Test
    void theTokenIsFoundWhereTheQuickstartListens() {
        try (var running = announced(SELF)) {
            assertThat(running).isNotNull();
            assertThat(quickstarts.token(SERVER)).hasValueSatisfying(found -> {
                assertThat(found.text()).isEqualTo("secret");
                assertThat(found.source()).isEqualTo(token.toString());
            });
            assertThat(quickstarts.token(origin("http://localhost:8080"))).isPresent();
        }
    }

    @Test
    void itIsForNoOtherAddress() {
        try (var running = announced(SELF)) {
            assertThat(running).isNotNull();
            assertThat(quickstarts.token(origin("http://127.0.0.1:8081"))).isEmpty();
            assertThat(quickstarts.token(origin("http://127.0.0.2:8080"))).isEmpty();
            assertThat(quickstarts.token(origin("http://[::1]:8080"))).isEmpty();
            assertThat(quickstarts.token(origin("http://tuf.example.org:8080"))).isEmpty();
        }
    }

    @Test
    void afterTheEndItIsGone() {
        announced(SELF).close();

        assertThat(quickstarts.token(SERVER)).isEmpty();
    }

    /** Whoever listens there after a crash is somebody else. */
    @Test
    void withoutTheLockNobodyGetsIt() throws IOException {
        assertThat(announced(SELF)).isNotNull();
        held.close();

        assertThat(quickstarts.token(SERVER)).isEmpty();
    }

    /** The folder was started again, and may listen elsewhere. */
    @Test
    void withTheLockOfAnotherProcessNobodyGetsIt() throws IOException {
        assertThat(announced(SELF)).isNotNull();
        Files.writeString(lock, (SELF + 1) + "\n");

        assertThat(quickstarts.token(SERVER)).isEmpty();
    }

    @Test
    void aProcessThatIsNoMoreGetsNothing() throws IOException, InterruptedException {
        var gone = new ProcessBuilder("true").start();
        gone.waitFor();
        assertThat(announced(gone.pid())).isNotNull();
        Files.writeString(lock, gone.pid() + "\n");

        assertThat(quickstarts.token(SERVER)).isEmpty();
    }

    @Test
    void anEarlierOneDoesNotWithdrawTheNext() {
        var before = announced(SELF + 1);
        try (var running = announced(SELF)) {
            assertThat(running).isNotNull();
            before.close();

            assertThat(quickstarts.token(SERVER)).isPresent();
        }
    }

    @Test
    void onlyAddressesOfLoopbackAreWrittenDown() {
        var note = new OwnQuickstarts.Note(SELF, lock, token);

        for (var host : new String[] {"0.0.0.0", "::", "192.0.2.1", "localhost"}) {
            assertThat(quickstarts.announce(host, 8080, note)).as(host).isEmpty();
        }
        assertThat(quickstarts.announce("::1", 8080, note)).isPresent();
    }

    @Test
    void withNoPlaceForNotesTheUserMustNameTheToken() throws IOException {
        var file = Files.writeString(temporary.resolve("file"), "");
        var nowhere = new OwnQuickstarts(file.resolve("quickstart"));

        assertThat(nowhere.announce("127.0.0.1", 8080, new OwnQuickstarts.Note(SELF, lock, token)))
                .isEmpty();
        assertThat(nowhere.token(SERVER)).isEmpty();
    }

    @Test
    void aTokenThatOthersCanReadIsRefused() throws IOException {
        try (var running = announced(SELF)) {
            assertThat(running).isNotNull();
            Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));

            assertThatThrownBy(() -> quickstarts.token(SERVER)).hasMessageContaining(token + ": others may read");
        }
    }

    @Test
    void whatIsNoNoteIsPassedOver() throws IOException {
        assertThat(announced(SELF)).isNotNull();
        Files.writeString(temporary.resolve("state/quickstart/127.0.0.1_8080.json"), "{\"process\":1}");

        assertThat(quickstarts.token(SERVER)).isEmpty();
    }
}
