package dev.countersign.mirror.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.countersign.mirror.MirrorFailure;
import dev.countersign.mirror.MirrorStore;
import dev.countersign.mirror.MirrorStoreContract;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStoreTest implements MirrorStoreContract {
    @TempDir
    private Path folder;

    @Override
    public MirrorStore store() {
        return new FolderStore(folder.resolve("tuf"), true);
    }

    /** Two in one process stand for two processes: the lock is the file system's. */
    @Test
    void twoDoNotWriteAtOnce() {
        try (var _ = store().hold(true)) {
            assertThatThrownBy(() -> store().hold(false))
                    .isInstanceOf(MirrorFailure.Contended.class)
                    .hasMessageContaining("another process writes");
        }
        store().hold(false).close();
    }

    /** What the other process does: writes, and says what came of it. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            try {
                new FolderStore(Path.of(arguments[0]), false).hold(true).close();
                System.out.println("written");
            } catch (MirrorFailure failure) {
                System.out.println(failure.kind() + ": " + failure.getMessage());
            }
        }
    }

    /** By a process that may do no more than its user: root may write everywhere. */
    @Test
    void aFolderThatMayNotBeWrittenIsSaid() throws Exception {
        var closed = Files.createDirectory(
                folder.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));
        var command = List.of(
                "setpriv",
                "--bounding-set=-dac_override,-dac_read_search",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                closed.toString());
        var isRoot = System.getProperty("user.name").equals("root");
        assumeTrue(!isRoot || Files.isExecutable(Path.of("/usr/bin/setpriv")), "SKIPPED: setpriv is not here");
        var process = new ProcessBuilder(isRoot ? command : command.subList(2, command.size()))
                .redirectErrorStream(true)
                .start();

        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(said.strip())
                .isEqualTo("refused: " + closed.resolve(".countersign")
                        + ": access is denied to the user that the service runs as");
    }

    @Test
    void aFolderThatVanishedIsNotMadeAnew() {
        assertThatThrownBy(() -> store().hold(false))
                .isInstanceOf(MirrorFailure.Away.class)
                .hasMessageContaining("is a file system not mounted?");
        assertThat(folder.resolve("tuf")).doesNotExist();
    }

    @Test
    void versionedFilesHaveACompressedOneBesideThem() throws IOException {
        try (var _ = store().hold(true)) {
            assertThat(store().create("1.bins-0.json", OTHER)).isTrue();
            assertThat(store().create("1.root.json", ONE)).isTrue();
            assertThat(store().replace("timestamp.json", null, OTHER)).isTrue();
        }
        var packed = folder.resolve("tuf/1.bins-0.json.gz");
        try (var in = new GZIPInputStream(Files.newInputStream(packed))) {
            assertThat(in.readAllBytes()).isEqualTo(OTHER.array());
        }
        assertThat(folder.resolve("tuf/1.root.json.gz")).doesNotExist();
        assertThat(folder.resolve("tuf/timestamp.json.gz")).doesNotExist();
        store().delete("1.bins-0.json");
        assertThat(packed).doesNotExist();
    }

    @Test
    void aCompressedFileThatSaysSomethingElseIsWhatIsRead() throws IOException {
        try (var _ = store().hold(true)) {
            assertThat(store().create("1.bins-0.json", OTHER)).isTrue();
            Files.writeString(folder.resolve("tuf/1.bins-0.json.gz"), "broken");
            var there = store().read("1.bins-0.json", 10_000).orElseThrow();
            assertThat(there.content().utf8()).isEqualTo("broken");
            assertThat(store().replace("1.bins-0.json", there.tag(), OTHER)).isTrue();
            assertThat(store().read("1.bins-0.json", 10_000).orElseThrow().content())
                    .isEqualTo(OTHER);
        }
    }

    @Test
    void aCompressedFileThatUnpacksToTooMuchIsRefused() throws IOException {
        try (var _ = store().hold(true)) {
            assertThat(store().create("1.bins-0.json", OTHER)).isTrue();
        }
        try (var out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("tuf/1.bins-0.json.gz")))) {
            out.write(new byte[10_001]);
        }
        assertThatThrownBy(() -> store().read("1.bins-0.json", 10_000))
                .isInstanceOf(MirrorFailure.Unverifiable.class)
                .hasMessageContaining("1.bins-0.json.gz is larger than 10000 bytes");
    }

    @Test
    void whatAKilledProcessLeftHalfWrittenIsRemoved() throws IOException {
        store().hold(true).close();
        var half = Files.writeString(folder.resolve("tuf/.countersign/9.bins-0.json"), "{\"sig");
        store().hold(false).close();
        assertThat(half).doesNotExist();
        assertThat(store().read("9.bins-0.json", 100)).isEmpty();
    }

    /** A pipe that nobody writes to is opened for as long as a file system that hangs lets one wait. */
    @Test
    void aFileSystemThatHangsHoldsUpNoOtherThread() throws Exception {
        store().hold(true).close();
        var pipe = folder.resolve("tuf/1.root.json");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        int processors = Runtime.getRuntime().availableProcessors();
        var begun = new CountDownLatch(processors);
        var readers = Stream.generate(() -> Thread.ofVirtual().start(() -> {
                    begun.countDown();
                    var _ = store().read("1.root.json", 100);
                }))
                .limit(processors)
                .toList();
        try {
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            for (int other = 0; other < 100; other++) {
                var done = new CountDownLatch(1);
                Thread.ofVirtual().start(done::countDown);
                assertThat(done.await(60, TimeUnit.SECONDS))
                        .as("another thread gets its turn")
                        .isTrue();
            }
            assertThat(readers).allMatch(Thread::isAlive);
        } finally {
            for (var reader : readers) {
                while (!reader.join(Duration.ofMillis(10))) {
                    // For both directions it is opened at once.
                    FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)
                            .close();
                }
            }
        }
    }

    @Test
    void aFileWhereTheFolderShouldBeIsSaid() throws IOException {
        Files.writeString(folder.resolve("tuf"), "x");
        assertThatThrownBy(() -> store().hold(true))
                .isInstanceOf(MirrorFailure.Away.class)
                .hasMessageContaining("tuf");
    }
}
