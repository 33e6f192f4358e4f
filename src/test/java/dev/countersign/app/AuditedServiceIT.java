package dev.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.access.Grants;
import dev.countersign.access.TokenText;
import dev.countersign.app.quickstart.Demonstration;
import dev.countersign.app.quickstart.LocalApi;
import dev.countersign.app.service.DatabaseTokens;
import dev.countersign.cli.CommandRun;
import dev.countersign.json.Json;
import dev.countersign.store.postgres.AlteredAudit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a service writes into its audit, and what becomes of somebody who alters it. */
class AuditedServiceIT extends OneDatabase {

    private Path configuration() throws IOException {
        return Files.writeString(temporary.resolve("countersign.yaml"), "database:\n  url: " + database.uri() + "\n");
    }

    private String token(String name) throws IOException {
        try (var tokens = DatabaseTokens.open(configuration())) {
            return String.valueOf(
                    tokens.create(name, Grants.EVERYTHING, Optional.empty()).secret());
        }
    }

    private CommandRun audit(Countersign service, String command, String... more) {
        var arguments = new ArrayList<>(
                List.of("audit", command, "--server", service.address().toString()));
        arguments.addAll(List.of("--token-file", temporary.resolve("token").toString(), "--output", "json"));
        arguments.addAll(Arrays.asList(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private CommandRun verify(Countersign service, String... more) {
        var arguments = new ArrayList<>(List.of("--trust-on-first-use", "--state"));
        arguments.add(temporary.resolve("state").toString());
        arguments.addAll(Arrays.asList(more));
        return audit(service, "verify", arguments.toArray(String[]::new));
    }

    private static List<String> kinds(CommandRun listed) {
        return ((Json.Arr) listed.json().get("entries"))
                .items().stream()
                        .map(row -> String.valueOf(((Json.Obj) row).text("kind")))
                        .toList();
    }

    private static List<String> found(CommandRun verified) {
        return ((Json.Arr) verified.json().get("findings"))
                .items().stream()
                        .map(finding -> String.valueOf(((Json.Obj) finding).text("kind")))
                        .toList();
    }

    private long refusals() {
        return AlteredAudit.entries(database, "ACCESS_REFUSED").stream()
                .mapToLong(refused -> ((Json.Int) refused.details().get("count")).value())
                .sum();
    }

    private Countersign serve() throws IOException {
        return Countersign.node(database.uri(), data.keys(), Map.of("COUNTERSIGN_ACCESS_MODE", "required"));
    }

    private void bootstrap(Countersign service, String token) {
        try (var api = new LocalApi(service.address(), token)) {
            api.bootstrap(example(), Duration.ofMinutes(1));
        }
    }

    private String example() {
        return new Demonstration(data.rootKeys(), data.keys())
                .bootstrap(2, Clock.systemUTC().instant());
    }

    @Test
    void allThatIsDoneAndRefusedIsThereAndWhoeverAltersItIsFoundOut() throws IOException {
        var admin = token("admin");
        var other = token("other");
        Files.writeString(temporary.resolve("token"), admin);
        try (var service = serve()) {
            for (int i = 0; i < 120; i++) {
                service.callWith("cs_" + i);
                assertThat(service.get("/api/v1/bootstrap").statusCode()).isEqualTo(401);
            }
            service.callWith(admin);
            bootstrap(service, admin);
            service.add("one.txt");
            assertThat(service.post("/api/v1/repositories", "{\"name\":\"pypi\"}")
                            .statusCode())
                    .isEqualTo(201);
            assertThat(service.send("PUT", "/api/v1/repositories/pypi", "{\"private\":true}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(service.post("/repositories/pypi/api/v1/bootstrap", example())
                            .statusCode())
                    .isEqualTo(202);
            assertThat(service.send("DELETE", "/api/v1/repositories/pypi", "").statusCode())
                    .isEqualTo(202);
            assertThat(service.send("DELETE", "/api/v1/tokens/other", "").statusCode())
                    .isEqualTo(200);
            service.until(() -> refusals() == 120);
            // Leaves a gap, in which somebody can add a row.
            assertThat(database.number("select nextval('journal_position_seq')"))
                    .isPositive();
            service.add("two.txt");

            var listed = audit(service, "list");
            assertThat(listed.exit()).isZero();
            assertThat(kinds(listed))
                    .filteredOn(kind -> !kind.equals("ACCESS_REFUSED"))
                    .containsExactly(
                            "TOKEN_CREATED",
                            "TOKEN_CREATED",
                            "BOOTSTRAP",
                            "ADD_TARGETS",
                            "REPOSITORY_CREATED",
                            "REPOSITORY_CHANGED",
                            "REPOSITORY_REMOVED",
                            "TOKEN_REVOKED",
                            "ADD_TARGETS");
            assertThat(kinds(listed)).hasSizeLessThan(9 + 5);
            assertThat(listed.out())
                    .contains("operator:command line", "countersign token create", "\"actor\":\"unknown\"")
                    .doesNotContain(TokenText.PREFIX)
                    .doesNotContain(admin.substring(17))
                    .doesNotContain(other.substring(17));

            // What the removed repository had done is still there for who may see all.
            var removed = database.number("select id from repository where name = 'pypi'");
            assertThat(AlteredAudit.entries(database, "REPOSITORY_REMOVED"))
                    .singleElement()
                    .extracting(event -> event.details().get("number"))
                    .isEqualTo(new Json.Int(removed));
            assertThat(kinds(audit(service, "list", "--removed", Long.toString(removed))))
                    .containsExactly("BOOTSTRAP");

            var untrusted =
                    audit(service, "verify", "--state", temporary.resolve("new").toString());
            assertThat(untrusted.exit()).isEqualTo(2);
            assertThat(untrusted.err()).contains("give --log-key");

            var whole = verify(service);
            assertThat(whole.exit()).as(whole.out() + whole.err()).isZero();
            assertThat(whole.text("not_covered_yet")).isEqualTo("0");
            assertThat(whole.text("verified"))
                    .isEqualTo(Integer.toString(kinds(listed).size()));
            assertThat(verify(service, "--log", service.address() + "/log").exit())
                    .isZero();
            assertThat(verify(service, "--log", "http://127.0.0.1:1/log", "--timeout", "1s")
                            .exit())
                    .isEqualTo(4);
            assertAltered(service);
            assertThat(verify(service).exit()).isZero();

            // What was refused last is written down before the service ends.
            service.callWith("cs_late");
            assertThat(service.get("/api/v1/config").statusCode()).isEqualTo(401);
            assertThat(service.stop()).isZero();
            assertThat(refusals()).isEqualTo(121);
        }
    }

    private void assertAltered(Countersign service) {
        database.execute("create table kept as select * from audit; create table ended as select * from audit_outcome");
        var first = "position = (select position from journal where repository = 1 order by position limit 1)";
        var third = "position = (select position from kept where repository = 1 and cardinality(positions) = 1"
                + " order by position offset 2 limit 1)";
        var fourth = third.replace("offset 2", "offset 3");
        assertFound(service, "delete from audit where " + third, "deleted");
        assertFound(service, "delete from audit where " + third + " or " + fourth, "deleted", "deleted");
        assertFound(
                service,
                "insert into audit_outcome select 1, position, '{\"refused\":1}' from kept where " + fourth,
                "changed");
        assertFound(service, "update audit_outcome set outcome = '{\"refused\":1}' where " + first, "changed");
        assertFound(service, "delete from audit_outcome where " + first, "changed");
        for (var change : List.of(
                "\"time\":\"(....) \"time\":\"1999",
                "\"actor\":\"[^\"]* \"actor\":\"token:x:y",
                "\"address\":\"[^\"]* \"address\":\"192.0.2.1",
                "\"operation\":\"POST \"operation\":\"PUT",
                "\"body\":\". \"body\":\"7 \"body\":\"8",
                "\"kind\":\"[^\"]* \"kind\":\"PUBLISH",
                ",\"task\":\"[^\"]*\" ",
                "\"details\":\\{[^}]* \"details\":{",
                "\"salt\":\". \"salt\":\"7 \"salt\":\"8")) {
            // What is looked for, and what it becomes; something else where it is that already.
            var words = change.split(" ", -1);
            AlteredAudit.alter(
                    database,
                    first,
                    rows -> Stream.of(words)
                            .skip(1)
                            .map(word -> rows.replaceFirst(words[0], word))
                            .filter(altered -> !altered.equals(rows))
                            .findFirst()
                            .orElse(rows));
            assertFound(service, "select 1", "changed");
        }
        assertFound(
                service,
                "insert into audit select repository, array[position - 1], position - 1, at, rows, leaves from kept"
                        + " where repository = 1 order by position desc limit 1",
                "added");
        assertFound(
                service,
                "insert into audit select repository, array[-7], -7, at, rows, leaves from kept where repository = 1"
                        + " order by position desc limit 1",
                "added");
        var newest = "audited = (select max(audited) from log_entry where repository = 1)";
        var covered =
                database.number("select sum(cardinality(positions)) from audit where repository = 1 and position >"
                        + " (select max(audited) from log_entry where repository = 1 and not " + newest + ")");
        assertFound(
                service,
                "update log_entry set publication = publication + 1000 where repository = 1 and " + newest,
                Collections.nCopies((int) covered, "misattributed").toArray(String[]::new));
        database.execute("update log_entry set publication = publication - 1000 where repository = 1 and " + newest);
        assertFound(
                service,
                "create table swapped as select * from kept where " + third + " or " + fourth + ";"
                        + " delete from audit where " + third + " or " + fourth + ";"
                        + " insert into audit select a.repository, b.positions, b.position, a.at, a.rows, a.leaves"
                        + " from swapped a join swapped b on a.position <> b.position",
                "changed",
                "changed");
    }

    private void assertFound(Countersign service, String alteration, String... kinds) {
        database.execute(alteration);
        var verified = verify(service);
        database.execute("delete from audit; insert into audit select * from kept;"
                + " delete from audit_outcome; insert into audit_outcome select * from ended");
        assertThat(verified.exit())
                .as(alteration + verified.out() + verified.err())
                .isEqualTo(5);
        assertThat(found(verified)).as(alteration).containsExactly(kinds);
    }
}
