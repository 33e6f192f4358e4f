package dev.countersign.cli.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.FailureReport;
import dev.countersign.cli.Questions;
import dev.countersign.cli.StubApi;
import dev.countersign.cli.StubApi.Reply;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RepositoryCommandTest {
    private static final String PYPI = "{\"name\":\"pypi\",\"id\":2,\"created\":\"2030-01-02T03:04:05Z\","
            + "\"publication\":7,\"published\":\"2030-01-03T00:00:00Z\"}";

    private final StubApi server = new StubApi(this::answer);
    private boolean knowsPrivate = true;

    private Reply answer(String request) {
        return switch (request) {
            case "GET /api/v1/repositories" ->
                new Reply(200, "{\"data\":{\"repositories\":[" + PYPI + "],\"more\":true}}");
            case "GET /api/v1/repositories?after=pypi" ->
                new Reply(200, "{\"data\":{\"repositories\":[{\"name\":\"z\",\"id\":3}],\"more\":false}}");
            case "GET /api/v1/repositories/pypi" -> new Reply(200, "{\"data\":" + PYPI + "}");
            case "PUT /api/v1/repositories/pypi" -> new Reply(200, "{\"data\":" + described() + "}");
            case "DELETE /api/v1/repositories/pypi" -> new Reply(202, "{\"data\":" + PYPI + "}");
            case "POST /api/v1/repositories" ->
                new Reply(201, "{\"data\":" + (knowsPrivate ? described() : PYPI) + "}");
            default ->
                new Reply(404, "{\"detail\":{\"message\":\"Repository not found.\",\"error\":\"There is none.\"}}");
        };
    }

    private String described() {
        return PYPI.replace("}", ",\"private\":" + server.bodies.getLast().contains("true") + "}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private record Run(int exit, String out, String err) {}

    private Run run(Object command, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var all = new ArrayList<>(List.of(arguments));
        all.add("--server=" + server.url());
        var line = FailureReport.attach(new CommandLine(command))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return new Run(line.execute(all.toArray(String[]::new)), out.toString(), err.toString());
    }

    /** Somebody who answers every question alike. */
    private static Questions saying(String answer) {
        return new Questions() {
            @Override
            public boolean possible() {
                return true;
            }

            @Override
            public Optional<String> line(String question) {
                return Optional.of(answer);
            }

            @Override
            public Optional<char[]> secret(String question) {
                return Optional.empty();
            }
        };
    }

    @Test
    void allPagesAreListed() {
        var run = run(new RepositoryListCommand());

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("pypi")
                .contains("publication 7 at 2030-01-03")
                .contains("empty");
    }

    @Test
    void aNewOneSaysHowItIsBegun() {
        var run = run(new RepositoryCreateCommand(), "pypi");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("/repositories/pypi", "countersign ceremony --repository pypi");
    }

    @Test
    void aNewOneMayBePrivate() {
        assertThat(run(new RepositoryCreateCommand(), "pypi", "--private").exit())
                .isZero();
        assertThat(run(new RepositoryCreateCommand(), "pypi").exit()).isZero();

        assertThat(server.bodies).containsExactly("{\"name\":\"pypi\",\"private\":true}", "{\"name\":\"pypi\"}");
    }

    @Test
    void aServerThatMakesItPublicIsFoundOut() {
        knowsPrivate = false;
        var run = run(new RepositoryCreateCommand(), "pypi", "--private");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("is there, but public");
    }

    @Test
    void whoReadsItCanBeChanged() {
        assertThat(run(new RepositoryChangeCommand(), "pypi", "--private").out())
                .contains("Repository pypi is private.");
        assertThat(run(new RepositoryChangeCommand(), "pypi", "--public").out()).contains("Repository pypi is public.");
        assertThat(run(new RepositoryChangeCommand(), "pypi").exit()).isEqualTo(2);
        assertThat(run(new RepositoryChangeCommand(), "pypi", "--private", "--public")
                        .exit())
                .isEqualTo(2);

        assertThat(server.bodies).containsExactly("{\"private\":true}", "{\"private\":false}");
    }

    @Test
    void oneThatIsNotThereIsRefused() {
        var run = run(new RepositoryShowCommand(), "nobody");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("There is none.");
    }

    @Test
    void removingAsksForTheNameAgain() {
        assertThat(run(new RepositoryRemoveCommand(saying("yes")), "pypi").exit())
                .isEqualTo(1);
        assertThat(run(new RepositoryRemoveCommand(Questions.NONE), "pypi").exit())
                .isEqualTo(2);
        assertThat(server.asked).noneMatch(request -> request.startsWith("DELETE"));

        assertThat(run(new RepositoryRemoveCommand(saying("pypi")), "pypi").exit())
                .isZero();
        assertThat(run(new RepositoryRemoveCommand(Questions.NONE), "pypi", "--yes")
                        .exit())
                .isZero();
        assertThat(server.asked)
                .filteredOn(request -> request.startsWith("DELETE"))
                .hasSize(2);
    }
}
