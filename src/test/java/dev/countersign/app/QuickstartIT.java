package dev.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One data folder through its life; each test starts where the one before ended. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QuickstartIT {

    private static final Pattern TIMESTAMP_VERSION = Pattern.compile("\"version\":(\\d+)}");

    @TempDir
    static Path temporary;

    /** What a client saw last. */
    private static int timestamp;

    @AfterAll
    static void nothingIsLeftRunning() throws IOException {
        var server = temporary.resolve("data/postgres/data/postmaster.pid");
        if (Files.exists(server)) {
            ProcessHandle.of(Long.parseLong(Files.readAllLines(server).getFirst()))
                    .ifPresent(ProcessHandle::destroy);
        }
    }

    @Test
    @Order(1)
    void aFreshFolderBecomesARepositoryThatServes() throws IOException {
        try (var countersign = quickstart("--bins", "4")) {
            ready(countersign);
            countersign.add("one.txt");

            assertThat(countersign.printed())
                    .contains(
                            "unpacked PostgreSQL",
                            "created the database",
                            "created a demonstration repository with 4 bins")
                    .contains("./countersign artifact add hello.txt --server " + countersign.address())
                    .contains(data().resolve("1.root.json").toString());
            assertThat(data().resolve("1.root.json"))
                    .hasContent(countersign.get("/metadata/1.root.json").body());
            assertThat(countersign.operation("/ready").statusCode()).isEqualTo(200);
            countersign.until(() -> countersign
                    .operation("/metrics")
                    .body()
                    .contains("countersign_role_expiry_seconds{repository=\"default\",role=\"delegated\"}"));
            assertThat(countersign.operation("/metrics").body())
                    .contains("countersign_publication_number{repository=\"default\"} ")
                    .containsPattern(
                            "countersign_role_expiry_seconds\\{repository=\"default\",role=\"timestamp\"} 8\\d{4}");
            timestamp = timestampOf(countersign);
            assertThat(countersign.stop()).isZero();
            assertThat(countersign.printed()).contains("Stopping: publishing what was accepted", "Stopped.");
        }
        assertThat(data().resolve("postgres/data/postmaster.pid")).doesNotExist();
    }

    @Test
    @Order(2)
    void theSecondStartContinuesWithTheSameRepository() throws IOException {
        var root = Files.readString(data().resolve("1.root.json"));
        try (var countersign = quickstart()) {
            ready(countersign);

            assertThat(countersign.printed()).doesNotContain("created");
            assertThat(timestampOf(countersign)).isGreaterThanOrEqualTo(timestamp);
            assertThat(countersign.get("/metadata/1.root.json").body()).isEqualTo(root);
            countersign.add("two.txt");
            timestamp = timestampOf(countersign);
            // The next test continues after a crash: neither this process nor its PostgreSQL is stopped.
            countersign.kill();
        }
        assertThat(data().resolve("postgres/data/postmaster.pid")).exists();
    }

    /** PostgreSQL reads the port from a file, and knows no other digits. */
    @Test
    @Order(2)
    void aLocaleWithOtherDigitsChangesNothing() throws IOException {
        var locale = Map.of("JDK_JAVA_OPTIONS", "-Duser.language=ar -Duser.country=EG");
        try (var countersign = quickstart(locale)) {
            ready(countersign);

            assertThat(countersign.printed())
                    .contains("started PostgreSQL on 127.0.0.1:")
                    .doesNotContainPattern("[\u0660-\u0669]");
            assertThat(countersign.stop()).isZero();
        }
    }

    @Test
    @Order(3)
    void afterAKillItContinuesToo() throws IOException {
        try (var countersign = quickstart()) {
            ready(countersign);

            assertThat(countersign.printed()).contains("stopped the PostgreSQL that an earlier start left running");
            assertThat(timestampOf(countersign)).isGreaterThanOrEqualTo(timestamp);
            countersign.add("three.txt");
            assertThat(countersign.stop()).isZero();
        }
    }

    /** As one of an earlier version, or one whose token somebody has removed. */
    @Test
    @Order(4)
    void aFolderWithoutATokenGetsOne() throws IOException {
        var file = data().resolve("admin.token");
        var before = Files.readString(file).strip();
        Files.delete(file);
        try (var countersign = quickstart()) {
            ready(countersign);

            assertThat(Files.readString(file).strip()).startsWith("cs_").isNotEqualTo(before);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(countersign.get("/api/v1/bootstrap").statusCode()).isEqualTo(200);
            countersign.callWith(before);
            assertThat(countersign.get("/api/v1/bootstrap").statusCode()).isEqualTo(401);
            countersign.callWith("");
            assertThat(countersign.get("/api/v1/bootstrap").statusCode()).isEqualTo(401);
            assertThat(countersign.get("/metadata/1.root.json").statusCode()).isEqualTo(200);
            assertThat(countersign.stop()).isZero();
        }
    }

    @Test
    @Order(4)
    void aSecondQuickstartOnTheSameFolderIsRefused() throws IOException {
        try (var first = quickstart().serving();
                var second = quickstart()) {
            assertThat(second.status()).isEqualTo(1);
            assertThat(second.printed())
                    .startsWith("countersign: " + data() + ": in use by a running Countersign (process ")
                    .hasLineCount(1);
            assertThat(first.get("/metadata/timestamp.json").statusCode()).isEqualTo(200);
            assertThat(first.stop()).isZero();
        }
    }

    @Test
    @Order(5)
    void aPostgresThatDiesIsStartedAgain() throws IOException {
        try (var countersign = quickstart()) {
            ready(countersign);
            postgres().destroyForcibly();

            countersign.until(() -> countersign.printed().contains("started it again"));
            countersign.until(() -> countersign.operation("/ready/writing").statusCode() == 200);
            countersign.add("four.txt");
            assertThat(countersign.stop()).isZero();
        }
        assertThat(data().resolve("postgres/data/postmaster.pid")).doesNotExist();
    }

    @Test
    @Order(6)
    void aPostgresThatCannotBeStartedAgainEndsTheProcess() throws IOException {
        try (var countersign = quickstart()) {
            ready(countersign);
            Files.delete(data().resolve("postgres/data/postgresql.conf"));
            postgres().destroyForcibly();

            assertThat(countersign.status()).isEqualTo(1);
            assertThat(countersign.printed().lines().filter(line -> line.startsWith("countersign: ")))
                    .singleElement()
                    .asString()
                    .contains("the embedded PostgreSQL has ended and could not be started again");
            assertThat(countersign.printed()).doesNotContain("Exception");
        }
    }

    private static ProcessHandle postgres() throws IOException {
        var pid = Files.readAllLines(data().resolve("postgres/data/postmaster.pid"))
                .getFirst();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    @Test
    @Order(7)
    void anOnlineKeyThatCannotBeReadIsOneSentenceAndReadersAreServed() throws IOException {
        try (var keys = Files.list(data().resolve("keys"))) {
            for (var key : keys.toList()) {
                Files.writeString(key, "not a key");
            }
        }
        try (var countersign = quickstart()) {
            ready(countersign);

            assertThat(countersign.printed().lines().filter(line -> line.contains(" WARN ")))
                    .singleElement()
                    .asString()
                    .contains("cannot sign", "holds no private key", "keys.directory");
            assertThat(countersign.printed()).doesNotContain("\tat ", "Exception");
            assertThat(timestampOf(countersign)).isGreaterThanOrEqualTo(timestamp);
            assertThat(countersign.operation("/ready").statusCode()).isEqualTo(200);
            assertThat(countersign.operation("/ready/writing").body()).contains("cannot sign");
            assertThat(countersign.stop()).isZero();
        }
        assertThat(data().resolve("postgres/data/postmaster.pid")).doesNotExist();
    }

    private static Countersign quickstart(String... more) throws IOException {
        return quickstart(Map.of(), more);
    }

    private static Countersign quickstart(Map<String, String> environment, String... more) throws IOException {
        var arguments = new String[6 + more.length + 1];
        var common = new String[] {
            "quickstart", "--data", data().toString(), "--port=0", "--management-port=0", "--host", "127.0.0.1"
        };
        System.arraycopy(common, 0, arguments, 0, common.length);
        System.arraycopy(more, 0, arguments, common.length, more.length);
        var asPrinted = new HashMap<>(environment);
        asPrinted.put("COUNTERSIGN_ACCESS_MODE", "required");
        asPrinted.put("XDG_STATE_HOME", temporary.resolve("state").toString());
        return Countersign.start(asPrinted, arguments);
    }

    /** Waits for what is printed last, and calls with the token that lies in the folder. */
    private static void ready(Countersign countersign) throws IOException {
        countersign.until(() -> countersign.printed().contains("Ctrl-C stops"));
        countersign.callWith(Files.readString(data().resolve("admin.token")).strip());
    }

    private static Path data() {
        return temporary.resolve("data");
    }

    private static int timestampOf(Countersign countersign) {
        var version = TIMESTAMP_VERSION.matcher(
                countersign.get("/metadata/timestamp.json").body());
        assertThat(version.find()).isTrue();
        return Integer.parseInt(version.group(1));
    }
}
