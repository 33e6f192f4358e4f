package dev.countersign.app.quickstart;

import dev.countersign.app.config.StartFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL server programs that come inside our jar, unpacked into a folder. */
final class PostgresBinaries {

    /** The major version of the programs inside the jar; clusters of another one are not ours to open. */
    static final String MAJOR = "18";

    private static final List<String> PLATFORMS =
            List.of("linux-x86_64", "linux-arm_64", "darwin-x86_64", "darwin-arm_64");

    private PostgresBinaries() {}

    /** The folder with {@code bin}, {@code lib} and {@code share}; unpacked there now unless it has been before. */
    static Path unpackedIn(Path folder, StartProgress progress) throws IOException {
        var archive = archive();
        var unpacked = folder.resolve("server-" + MAJOR + "-" + checksum(archive));
        if (!Files.isDirectory(unpacked)) {
            deleteOthers(folder);
            var unfinished = folder.resolve("server.unfinished");
            try (var bytes = archive.openStream()) {
                unpack(bytes, unfinished);
            }
            // A crash before this line leaves a folder nobody uses; it is deleted by the next start.
            Files.move(unfinished, unpacked, StandardCopyOption.ATOMIC_MOVE);
            progress.done("unpacked PostgreSQL " + MAJOR);
        }
        return unpacked;
    }

    private static URL archive() {
        return archive(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    /** The archive for a platform, by the names that Java has for system and machine. */
    static URL archive(String system, String machine) {
        return archive(platform(system, machine))
                .orElseThrow(() -> StartFailure.unavailable("this jar brings no PostgreSQL for " + system + " on "
                        + machine + ", only for " + String.join(", ", held())
                        + "; for macOS, build it there (mvn package); elsewhere use a PostgreSQL of your own with:"
                        + " countersign serve --config FILE"));
    }

    private static String platform(String system, String machine) {
        var kernel = system.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : system.toLowerCase(Locale.ROOT);
        var processor = switch (machine) {
            case "aarch64" -> "arm_64";
            case "amd64" -> "x86_64";
            default -> machine;
        };
        return kernel + "-" + processor;
    }

    private static Optional<URL> archive(String platform) {
        return Optional.ofNullable(PostgresBinaries.class.getResource("/postgres-" + platform + ".txz"));
    }

    /** The platforms that this jar brings programs for: those of Linux, and of macOS when it was built there. */
    private static List<String> held() {
        return PLATFORMS.stream()
                .filter(platform -> archive(platform).isPresent())
                .toList();
    }

    /** The checksum of the archive, as the jar lists it: tells archives apart without reading them. */
    private static String checksum(URL archive) throws IOException {
        return archive.openConnection() instanceof JarURLConnection jar
                ? Long.toHexString(jar.getJarEntry().getCrc())
                : "0";
    }

    private static void unpack(InputStream archive, Path target) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(archive))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException(entry.getName() + ": outside of the archive");
                }
                unpack(tar, entry, file);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path file) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.resolveSibling("."));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, file);
            if ((entry.getMode() & 0100) != 0 && !file.toFile().setExecutable(true, false)) {
                throw new IOException(file + ": cannot be made executable");
            }
        }
    }

    /** Programs of older jars, and what a crash left of an unfinished unpacking. */
    private static void deleteOthers(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            for (var old : entries.filter(
                            entry -> entry.getFileName().toString().startsWith("server"))
                    .toList()) {
                delete(old);
            }
        }
    }

    static void delete(Path folder) throws IOException {
        try (var tree = Files.walk(folder)) {
            for (var file : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
