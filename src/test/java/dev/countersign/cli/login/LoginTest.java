package dev.countersign.cli.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.cli.Answers;
import dev.countersign.cli.FailureReport;
import dev.countersign.cli.Questions;
import dev.countersign.cli.access.AccessOptions;
import dev.countersign.cli.access.KeptTokens;
import dev.countersign.cli.access.OwnQuickstarts;
import dev.countersign.cli.api.ServerOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LoginTest {
    private static final String ALICE = "{\"data\":{\"caller\":\"token alice\",\"kind\":\"token\",\"grants\":["
        + "{\"permission\":\"artifacts\",\"repository\":\"pypi\",\"paths\":\"simple/*\"},{\"permission\":\"read\"}],"
        + "\"expires\":\"2030-01-02T03:04:05Z\"}}";
    private static final String UNKNOWN =
            "{\"detail\":{\"message\":\"Not authenticated.\",\"error\":\"No valid token.\"}}";

    @TempDir
    Path temporary;

    /** The value of the header of each request, and nothing for none. */
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    private final Map<String, String> environment = new HashMap<>();
    private final HttpServer server = serve(this::answer);
    private String redirect = "";

    private static HttpServer serve(com.sun.net.httpserver.HttpHandler handler) {
        try {
            var made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            made.createContext("/", handler);
            made.start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        var authorization = exchange.getRequestHeaders().getFirst("Authorization");
        authorizations.add(authorization == null ? "" : authorization);
        if (!redirect.isEmpty()) {
            exchange.getResponseHeaders().set("Location", redirect);
            send(exchange, 307, "");
        } else if ("Bearer cs_alice".equals(authorization) || "Bearer cs_pypi".equals(authorization)) {
            send(exchange, 200, ALICE);
        } else {
            send(exchange, 401, UNKNOWN);
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private record Run(int exit, String out, String err) {}

    private ServerOptions options() {
        return new ServerOptions(new AccessOptions(
                environment, new KeptTokens(temporary), new OwnQuickstarts(temporary.resolve("quickstart"))));
    }

    private Run login(Questions user, String... arguments) {
        return run(new LoginCommand(user, options()), arguments);
    }

    private Run whoami(String... arguments) {
        return run(new WhoamiCommand(options()), arguments);
    }

    private Run run(Object command, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var all = new ArrayList<>(List.of(arguments));
        if (all.stream().noneMatch(each -> each.startsWith("--server="))) {
            all.add("--server=" + url(server));
        }
        var line = FailureReport.attach(new CommandLine(command))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return new Run(line.execute(all.toArray(String[]::new)), out.toString(), err.toString());
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Test
    void aTokenThatIsTypedIsProvedAndKept() {
        var user = new Answers("cs_alice");

        var login = login(user);

        assertThat(login.exit()).as(login.err()).isZero();
        assertThat(login.out())
                .contains("Logged in to " + url(server) + " as token alice")
                .contains("May      artifacts:simple/* in pypi; read in all")
                .contains("Expires  2030-01-02T03:04:05Z")
                .contains(temporary.resolve("tokens.json").toString())
                .doesNotContain("cs_alice");
        assertThat(user.asked).containsExactly("Token for " + url(server) + ": ");
        assertThat(authorizations).containsExactly("Bearer cs_alice");

        var whoami = whoami();
        assertThat(whoami.exit()).isZero();
        assertThat(whoami.out())
                .contains("Caller   token alice")
                .contains("Token    from 'countersign login', kept in " + temporary.resolve("tokens.json"));
    }

    @Test
    void aTokenThatTheServerDoesNotTakeIsNotKept() {
        var login = login(new Answers("cs_wrong"));

        assertThat(login.exit()).isEqualTo(1);
        assertThat(login.err())
                .contains("the token from the terminal is not one that " + url(server) + " takes")
                .doesNotContain("cs_wrong");
        assertThat(temporary.resolve("tokens.json")).doesNotExist();
    }

    @Test
    void aTokenMayComeFromStandardInputOrAFile() throws IOException {
        var input = System.in;
        System.setIn(new ByteArrayInputStream("cs_alice\r\nmore\n".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(login(Questions.NONE, "--token-stdin").exit()).isZero();
        } finally {
            System.setIn(input);
        }
        var file = Files.writeString(temporary.resolve("secret"), "cs_alice\n");
        assertThat(login(Questions.NONE, "--token-file=" + file).exit()).isZero();
        assertThat(authorizations).containsOnly("Bearer cs_alice");
    }

    @Test
    void nobodyIsAskedWhoIsNotThere() {
        var login = login(Questions.NONE);

        assertThat(login.exit()).isEqualTo(2);
        assertThat(login.err()).contains("--token-stdin");
    }

    @Test
    void whoIsNotLoggedInReadsHow() {
        var whoami = whoami();

        assertThat(whoami.exit()).isEqualTo(1);
        assertThat(whoami.err())
                .contains("refused (HTTP 401): log in with 'countersign login --server " + url(server) + "'")
                .contains("--token-file", "COUNTERSIGN_TOKEN");
        assertThat(authorizations).containsExactly("");
    }

    @Test
    void whoseTokenIsNoLongerTakenReadsWhichOneItWas() throws IOException {
        var file = Files.writeString(temporary.resolve("old"), "cs_old\n");

        assertThat(whoami("--token-file=" + file).err())
                .contains("the token from " + file + " is not one that it takes, or not any more")
                .doesNotContain("cs_old");
    }

    @Test
    void fileThenEnvironmentThenLogin() throws IOException {
        assertThat(login(new Answers("cs_alice")).exit()).isZero();
        environment.put("COUNTERSIGN_TOKEN", "cs_environment");
        var file = Files.writeString(temporary.resolve("secret"), "cs_file\n");
        authorizations.clear();

        assertThat(whoami("--token-file=" + file).exit()).isEqualTo(1);
        assertThat(whoami().exit()).isEqualTo(1);
        environment.clear();
        assertThat(whoami().exit()).isZero();

        assertThat(authorizations).containsExactly("Bearer cs_file", "Bearer cs_environment", "Bearer cs_alice");
    }

    @Test
    void aRepositoryMayHaveATokenOfItsOwn() {
        assertThat(login(new Answers("cs_alice")).exit()).isZero();
        assertThat(login(new Answers("cs_pypi"), "--repository=pypi").exit()).isZero();
        authorizations.clear();

        assertThat(whoami("--repository=pypi").exit()).isZero();
        assertThat(whoami("--repository=npm").exit()).isZero();
        assertThat(run(new LogoutCommand(options()), "--repository=pypi").exit())
                .isZero();
        assertThat(whoami("--repository=pypi").exit()).isZero();

        assertThat(authorizations).containsExactly("Bearer cs_pypi", "Bearer cs_alice", "Bearer cs_alice");
    }

    @Test
    void afterLogoutNothingIsSent() {
        assertThat(login(new Answers("cs_alice")).exit()).isZero();

        var logout = run(new LogoutCommand(options()));
        assertThat(logout.exit()).isZero();
        assertThat(whoami().exit()).isEqualTo(1);
        assertThat(authorizations.getLast()).isEmpty();

        var again = run(new LogoutCommand(options()));
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("no token of " + url(server) + " is kept");
    }

    @Test
    void aTokenFollowsNoRedirect() {
        var elsewhere = new CopyOnWriteArrayList<String>();
        var other = serve(exchange -> {
            elsewhere.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            send(exchange, 200, ALICE);
        });
        try {
            redirect = url(other) + "/api/v1/whoami";
            var login = login(new Answers("cs_alice"));

            assertThat(login.exit()).isEqualTo(1);
            assertThat(login.err()).contains("was redirected to " + redirect);
            assertThat(elsewhere).isEmpty();
        } finally {
            other.stop(0);
        }
    }

    @Test
    void anotherServerDoesNotGetTheToken() {
        assertThat(login(new Answers("cs_alice")).exit()).isZero();
        var seen = new CopyOnWriteArrayList<String>();
        var other = serve(exchange -> {
            seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            send(exchange, 401, UNKNOWN);
        });
        try {
            assertThat(whoami("--server=" + url(other)).exit()).isEqualTo(1);
            assertThat(seen).containsExactly("null");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void plainHttpToAnotherMachineMustBeSaid() {
        var login = login(new Answers("cs_alice"), "--server=http://tuf.invalid:8080");

        assertThat(login.exit()).isEqualTo(2);
        assertThat(login.err())
                .contains("everyone on the way to http://tuf.invalid:8080 can read the token from the terminal")
                .contains("--plain-http");

        environment.put("COUNTERSIGN_TOKEN", "cs_alice");
        assertThat(whoami("--server=http://tuf.invalid:8080").exit()).isEqualTo(2);
        assertThat(whoami("--server=http://tuf.invalid:8080", "--plain-http", "--timeout=0s")
                        .exit())
                .isEqualTo(4);
        assertThat(whoami("--server=https://tuf.invalid", "--timeout=0s").exit())
                .isEqualTo(4);
    }

    @Test
    void secretsOnTheCommandLineAreRefusedAndNotRepeated() {
        for (var option : List.of(
                "--token=cs_alice",
                "--header=Authorization: Bearer cs_alice",
                "--header=proxy-authorization: Basic cs_alice")) {
            var run = whoami(option);

            assertThat(run.exit()).as(option).isEqualTo(2);
            assertThat(run.err())
                    .as(option)
                    .contains("everyone on this machine can see", "--token-file")
                    .doesNotContain("cs_alice");
        }
        assertThat(authorizations).isEmpty();
    }

    @Test
    void headersOfAFileMayHoldSecrets() throws IOException {
        var file = Files.writeString(temporary.resolve("headers"), "X-Tenant: a\n\nAuthorization: Bearer cs_alice\n");

        assertThat(whoami("--header=@" + file).exit()).isZero();
        assertThat(whoami("--header=@" + file, "--server=http://tuf.invalid").exit())
                .isEqualTo(2);
        assertThat(authorizations).containsExactly("Bearer cs_alice");
    }

    @Test
    void whatIsNoTokenIsNotSent() throws IOException {
        var file = Files.writeString(temporary.resolve("secret"), "two words\n");
        var run = whoami("--token-file=" + file);

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .contains("the token from " + file + " is no token")
                .doesNotContain("two words");
        assertThat(whoami("--token-file=" + Files.writeString(temporary.resolve("empty"), "\n"))
                        .err())
                .contains("is empty");
        assertThat(whoami("--token-file=" + temporary.resolve("absent")).err()).contains("no such file");
    }
}
