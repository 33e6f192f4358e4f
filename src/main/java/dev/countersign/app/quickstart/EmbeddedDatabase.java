package dev.countersign.app.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.app.config.StartFailure;
import dev.countersign.cli.PrivateFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A real PostgreSQL server of our own, in a data folder, for whoever has none: durable (every commit reaches the disk),
 * reachable on loopback only, with a generated password. It runs as a process of its own and ends with {@link #close};
 * one that a killed Countersign left running is stopped by the next start on the same folder.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    static final String USER = "countersign";
    public static final String NAME = "postgres";

    private static final Duration SETUP = Duration.ofMinutes(3);
    /** Longer than a crash recovery of {@code max_wal_size} takes on a slow disk. */
    private static final Duration START = Duration.ofMinutes(5);

    private static final Duration STOP = Duration.ofMinutes(1);
    private static final int PORTS_TRIED = 5;
    private static final int RESTARTS = 5;
    private static final Duration RESTART_PAUSE = Duration.ofMillis(500);

    private final Path folder;
    private final Path cluster;
    private final Path programs;
    private final UnprivilegedUser user;
    private final String password;
    /** Of the server that was started last. */
    private int port;
    /** Set before a server is stopped on purpose. */
    private volatile boolean closing;

    private EmbeddedDatabase(Path folder, Path programs, UnprivilegedUser user, String password) {
        this.folder = folder;
        this.cluster = folder.resolve("data");
        this.programs = programs;
        this.user = user;
        this.password = password;
    }

    /** Sets the server up when the folder has none, and starts it. */
    public static EmbeddedDatabase start(DataFolder data, StartProgress progress) {
        var folder = data.postgres();
        try {
            PrivateFile.createFolder(folder);
            checkVersion(folder.resolve("data"));
            var programs = PostgresBinaries.unpackedIn(folder, progress);
            var database = new EmbeddedDatabase(folder, programs, UnprivilegedUser.find(folder), password(folder));
            database.setUp(progress);
            database.stopOrphan(progress);
            database.startServer();
            progress.done("started PostgreSQL on 127.0.0.1:" + database.port);
            return database;
        } catch (IOException failed) {
            throw StartFailure.unavailable(
                    folder + ": the embedded PostgreSQL could not be started (" + StartFailure.reason(failed)
                            + "); correct that, or use a PostgreSQL of your own with: countersign serve --config FILE");
        }
    }

    /** With the password: for {@code database.url}. */
    public String url() {
        return "postgresql://" + USER + ":" + password + "@127.0.0.1:" + port + "/" + NAME;
    }

    Path log() {
        return folder.resolve("log");
    }

    /**
     * Starts the server again, at the same address, whenever it ends without being asked to.
     *
     * @param gone told when that does not work, once
     */
    void keepRunning(StartProgress progress, Consumer<StartFailure> gone) {
        serverProcess().ifPresent(process -> {
            var _ = process.onExit().thenRun(() -> ended(progress, gone));
        });
    }

    private void ended(StartProgress progress, Consumer<StartFailure> gone) {
        try {
            if (restart()) {
                progress.done("PostgreSQL had ended by itself; started it again on 127.0.0.1:" + port);
                keepRunning(progress, gone);
            }
        } catch (IOException failed) {
            if (!closing) {
                gone.accept(StartFailure.unavailable(folder + ": the embedded PostgreSQL has ended and could not be"
                        + " started again (" + StartFailure.reason(failed) + "); what was published is in the folder:"
                        + " correct that and run the same command again"));
            }
        }
    }

    /**
     * Starts the server that has ended; false when it is not wanted any more. Processes of one that was killed may hold
     * its memory and its port a moment longer.
     */
    public synchronized boolean restart() throws IOException {
        for (int attempt = 1; !closing; attempt++) {
            try {
                startOnPort();
                return true;
            } catch (IOException failed) {
                if (attempt == RESTARTS) {
                    throw failed;
                }
                LockSupport.parkNanos(RESTART_PAUSE.toNanos());
            }
        }
        return false;
    }

    /** The server's first process. */
    public Optional<ProcessHandle> serverProcess() {
        try {
            var firstLine = Files.readAllLines(cluster.resolve("postmaster.pid")).stream()
                    .findFirst()
                    .orElse("")
                    .strip();
            return firstLine.matches("\\d{1,18}") ? ProcessHandle.of(Long.parseLong(firstLine)) : Optional.empty();
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /** Stops the server; returns when it has ended. Open connections are cut, committed work is on disk. */
    @Override
    public void close() {
        closing = true;
        try {
            stopIfRunning();
        } catch (IOException failed) {
            throw StartFailure.unavailable(folder + ": the embedded PostgreSQL could not be stopped ("
                    + StartFailure.reason(failed) + "); the next start stops it");
        }
    }

    private synchronized void stopIfRunning() throws IOException {
        if (serverProcess().filter(EmbeddedDatabase::isPostgres).isPresent()) {
            stop();
        }
    }

    private static void checkVersion(Path cluster) throws IOException {
        try {
            var version = Files.readString(cluster.resolve("PG_VERSION")).strip();
            if (!version.equals(PostgresBinaries.MAJOR)) {
                throw StartFailure.unavailable(cluster + ": holds data of PostgreSQL " + version
                        + ", this Countersign brings PostgreSQL " + PostgresBinaries.MAJOR
                        + "; start the version of Countersign that wrote it, or move the data with pg_dump and psql");
            }
        } catch (NoSuchFileException nothingYet) {
            if (Files.exists(cluster)) {
                throw StartFailure.unavailable(cluster
                        + ": is no PostgreSQL data (it has no file PG_VERSION); restore it, or name another"
                        + " folder with --data");
            }
        }
    }

    private static String password(Path folder) throws IOException {
        var file = folder.resolve("password");
        if (!Files.exists(file)) {
            var random = new byte[24];
            new SecureRandom().nextBytes(random);
            PrivateFile.replace(file, (HexFormat.of().formatHex(random) + "\n").getBytes(UTF_8));
        }
        return Files.readString(file).strip();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void setUp(StartProgress progress) throws IOException {
        if (Files.isDirectory(cluster)) {
            return;
        }
        var unfinished = folder.resolve("data.unfinished");
        if (Files.exists(unfinished)) {
            PostgresBinaries.delete(unfinished);
        }
        user.own(folder);
        // Few rounds of key stretching: the password is 192 random bits, and each round slows down every connection.
        var done = run(
                SETUP,
                "initdb",
                "--pgdata=" + unfinished,
                "--username=" + USER,
                "--pwfile=" + folder.resolve("password"),
                "--auth=scram-sha-256",
                "--set=scram_iterations=64",
                "--encoding=UTF8",
                "--no-locale");
        if (!done.succeeded()) {
            throw new IOException(done.lastLine());
        }
        // A crash before this line leaves a folder nobody uses; it is deleted by the next start.
        Files.move(unfinished, cluster, StandardCopyOption.ATOMIC_MOVE);
        progress.done("created the database");
    }

    /** A server left by a Countersign that was killed; its data is recovered like after any crash. */
    private void stopOrphan(StartProgress progress) throws IOException {
        var pidFile = cluster.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        if (serverProcess().filter(EmbeddedDatabase::isPostgres).isEmpty()) {
            // The number now belongs to another program, or to none; PostgreSQL would refuse to start in the first
            // case.
            Files.delete(pidFile);
            return;
        }
        stop();
        progress.done("stopped the PostgreSQL that an earlier start left running");
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> command.endsWith("/postgres"))
                .orElse(false);
    }

    /** Both files are ours and written anew at every start: settings move with the version of Countersign. */
    private void configure() throws IOException {
        Files.writeString(cluster.resolve("postgresql.conf"), String.format(Locale.ROOT, """
            # Written by Countersign at every start.
            listen_addresses = '127.0.0.1'
            port = %d
            unix_socket_directories = ''
            max_connections = 60
            password_encryption = scram-sha-256
            scram_iterations = 64
            fsync = on
            synchronous_commit = on
            full_page_writes = on
            wal_level = minimal
            max_wal_senders = 0
            shared_buffers = 96MB
            max_wal_size = 1GB
            checkpoint_timeout = 15min
            jit = off
            timezone = 'UTC'
            log_timezone = 'UTC'
            log_min_messages = warning
            log_checkpoints = off
            """, port));
        Files.writeString(cluster.resolve("pg_hba.conf"), """
            # Written by Countersign at every start.
            host all all 127.0.0.1/32 scram-sha-256
            """);
    }

    /** A port that is free now may be taken before the server has it; then another is tried. */
    private void startServer() throws IOException {
        for (int attempt = 1; ; attempt++) {
            port = freePort();
            configure();
            try {
                startOnPort();
                return;
            } catch (IOException failed) {
                if (attempt == PORTS_TRIED || isFree(port)) {
                    throw failed;
                }
            }
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private void startOnPort() throws IOException {
        user.own(folder);
        var seconds = Long.toString(START.toSeconds());
        var started = run(
                START.plusSeconds(10),
                "pg_ctl",
                "--pgdata=" + cluster,
                "--log=" + log(),
                "--wait",
                "--timeout=" + seconds,
                "start");
        if (!started.succeeded()) {
            throw new IOException(started.lastLine() + "; " + log() + " says why");
        }
    }

    private void stop() throws IOException {
        var stopped = run(
                STOP.plusSeconds(10),
                "pg_ctl",
                "--pgdata=" + cluster,
                "--mode=fast",
                "--wait",
                "--timeout=" + STOP.toSeconds(),
                "stop");
        if (!stopped.succeeded() && Files.exists(cluster.resolve("postmaster.pid"))) {
            throw new IOException(stopped.lastLine());
        }
    }

    private OwnProcess run(Duration timeout, String program, String... arguments) throws IOException {
        var command = new ArrayList<>(user.prefix());
        command.add(programs.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return OwnProcess.run(command, folder.resolve(program + ".log"), timeout);
    }
}
