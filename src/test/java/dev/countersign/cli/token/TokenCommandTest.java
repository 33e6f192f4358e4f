package dev.countersign.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.access.Grants;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.FailureReport;
import dev.countersign.cli.StubApi;
import dev.countersign.cli.StubApi.Reply;
import dev.countersign.cli.api.TokenReport;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenCommandTest {
    private static final JsonLimits LIMITS = new JsonLimits(16, 1 << 20);

    private static final String CI =
            "\"name\":\"ci\",\"id\":\"abcdefghijkl\",\"grants\":[{\"permission\":\"artifacts\","
                    + "\"repository\":\"default\",\"paths\":\"pypi/*\"}],\"created\":\"2030-01-02T03:04:05Z\","
                    + "\"creator\":\"token:zyxwvutsrqpo:admin\"";

    private final StubApi server = new StubApi(TokenCommandTest::answer);

    private static Reply answer(String request) {
        return switch (request) {
            case "POST /api/v1/tokens" -> new Reply(201, "{\"data\":{\"token\":\"cs_secret\"," + CI + "}}");
            case "GET /api/v1/tokens" ->
                new Reply(200, "{\"data\":{\"tokens\":[{\"name\":\"admin\",\"grants\":[]}],\"more\":true}}");
            case "GET /api/v1/tokens?after=admin" ->
                new Reply(200, "{\"data\":{\"tokens\":[{" + CI + ",\"last_use\":\"2031-01-01T00:00:00Z\"}]}}");
            case "GET /api/v1/tokens/ci", "DELETE /api/v1/tokens/ci" -> new Reply(200, "{\"data\":{" + CI + "}}");
            default ->
                new Reply(
                        403,
                        "{\"detail\":{\"message\":\"Not permitted.\",\"error\":\"this needs the permission"
                                + " admin\"}}");
        };
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private record Run(int exit, String out, String err) {
        Json.Obj json() {
            return Json.parseObject(Bytes.utf8(out), LIMITS);
        }
    }

    private Run run(String... arguments) {
        return run(
                path -> {
                    throw new CliFailure.CommandRefused("no database here");
                },
                arguments);
    }

    private Run run(TokenRegister.OfDatabase databases, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var all = new ArrayList<>(List.of(arguments));
        if (!all.isEmpty()) {
            all.add("--server=" + server.url());
        }
        var line = FailureReport.attach(TokenCommand.line(databases))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return new Run(line.execute(all.toArray(String[]::new)), out.toString(), err.toString());
    }

    private Json.Obj sent() {
        return Json.parseObject(Bytes.utf8(server.bodies.getFirst()), LIMITS);
    }

    @Test
    void aNewTokenIsShownOnce() {
        var text = run("create", "--name=ci", "--grant=artifacts:pypi/*");

        assertThat(text.exit()).as(text.err()).isZero();
        assertThat(text.out())
                .startsWith("cs_secret\n")
                .contains("shown this once", "May      artifacts:pypi/* in default", "Expires  never");
        assertThat(sent().toText())
                .isEqualTo("{\"name\":\"ci\",\"grants\":[{\"permission\":\"artifacts\",\"repository\":\"default\","
                        + "\"paths\":\"pypi/*\"}]}");

        var json = run("create", "--name=ci", "--grant=artifacts:pypi/*", "--output=json");
        assertThat(json.json().text("token")).isEqualTo("cs_secret");
        assertThat(json.err()).isEmpty();
    }

    @Test
    void grantsAreOnTheRepositoryThatIsNamed() {
        assertThat(run("create", "--name=ci", "--grant=read", "--grant=sign", "--repository=pypi")
                        .exit())
                .isZero();

        assertThat(sent().toText())
                .contains("{\"permission\":\"read\",\"repository\":\"pypi\"}")
                .contains("{\"permission\":\"sign\",\"repository\":\"pypi\"}");
    }

    @Test
    void allIsEveryPermissionAndAStarEveryRepository() {
        assertThat(run("create", "--name=admin", "--grant=all", "--repository=*")
                        .exit())
                .isZero();

        assertThat(sent().get("grants")).isInstanceOfSatisfying(Json.Arr.class, grants -> {
            assertThat(grants.items()).hasSize(8);
            assertThat(grants.items())
                    .allMatch(grant -> grant instanceof Json.Obj each && "*".equals(each.text("repository")));
        });
    }

    @Test
    void expiryIsATimeFromNowOrADate() {
        assertThat(run("create", "--name=ci", "--grant=read", "--expires=30d").exit())
                .isZero();
        assertThat(Instant.parse(String.valueOf(sent().text("expires"))))
                .isBetween(
                        Instant.now().plus(Duration.ofDays(30)).minusSeconds(120),
                        Instant.now().plus(Duration.ofDays(30)).plusSeconds(120));

        server.bodies.clear();
        assertThat(run("create", "--name=ci", "--grant=read", "--expires=2030-01-31T02:00:00+02:00")
                        .exit())
                .isZero();
        assertThat(sent().text("expires")).isEqualTo("2030-01-31T00:00:00Z");
    }

    @Test
    void whatMakesNoSenseIsNamedAndNotSent() {
        assertWrong("--name: \"a b\"", "create", "--name=a b", "--grant=read");
        assertWrong("\"reed\" is no permission", "create", "--name=ci", "--grant=reed");
        assertWrong("paths for artifacts only", "create", "--name=ci", "--grant=read:x/*");
        assertWrong("--expires: \"soon\"", "create", "--name=ci", "--grant=read", "--expires=soon");
        assertWrong("--repository: \"PyPI\"", "create", "--name=ci", "--grant=read", "--repository=PyPI");
        assertWrong("--grant", "create", "--name=ci");
        assertThat(server.asked).isEmpty();
    }

    private void assertWrong(String named, String... arguments) {
        var run = run(arguments);
        assertThat(run.exit()).as(named).isEqualTo(2);
        assertThat(run.err()).contains(named);
    }

    @Test
    void allPagesAreListed() {
        var run = run("list");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("admin", "nothing", "ci", "artifacts:pypi/* in default", "2031-01-01T00:00:00Z");
        assertThat(run("list", "--output=json").json().get("tokens"))
                .isInstanceOfSatisfying(
                        Json.Arr.class, tokens -> assertThat(tokens.items()).hasSize(2));
    }

    @Test
    void oneIsShownAndRevoked() {
        assertThat(run("show", "ci").out()).contains("Token    ci", "by token:zyxwvutsrqpo:admin", "Used     never");
        assertThat(run("revoke", "ci").out()).contains("Token ci is revoked");
        assertThat(server.asked).containsExactly("GET /api/v1/tokens/ci", "DELETE /api/v1/tokens/ci");
    }

    @Test
    void whatIsMissingIsSaid() {
        var run = run("show", "other");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .contains("looking for token other was refused (HTTP 403)", "this needs the permission admin");
    }

    @Test
    void aParentAsksWhich() {
        assertThat(run().exit()).isEqualTo(2);
        assertThat(run().err()).contains("create, list, show or revoke?");
    }

    @Test
    void withAConfigurationTheServerIsNotAsked() {
        var opened = new ArrayList<Path>();
        TokenRegister.OfDatabase databases = file -> {
            opened.add(file);
            return new Empty();
        };

        assertThat(run(databases, "list", "--config=countersign.yaml").exit()).isZero();
        assertThat(opened).containsExactly(Path.of("countersign.yaml"));
        assertThat(server.asked).isEmpty();
    }

    private static final class Empty implements TokenRegister {
        @Override
        public TokenReport create(String name, Grants grants, Optional<Instant> expires) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<TokenReport> list() {
            return List.of();
        }

        @Override
        public TokenReport show(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public TokenReport revoke(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
