package dev.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.countersign.store.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How tokens reach a service and those who call it, with processes as users start them. */
class TokensIT extends OneDatabase {
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"(cs_[0-9A-Za-z_]+)\"");

    private Map<String, String> environment() {
        return new HashMap<>(Map.of(
                "COUNTERSIGN_ACCESS_MODE", "required",
                "XDG_STATE_HOME", temporary.resolve("state").toString(),
                "XDG_CONFIG_HOME", temporary.resolve("config").toString()));
    }

    private Path configuration() throws IOException {
        return Files.writeString(
                temporary.resolve("countersign.yaml"),
                "http:\n  port: 0\nmanagement:\n  port: 0\ndatabase:\n  url: " + database.uri() + "\n");
    }

    private record Ended(int status, String printed) {}

    private Ended run(String... arguments) throws IOException {
        return run(environment(), arguments);
    }

    private static Ended run(Map<String, String> environment, String... arguments) throws IOException {
        try (var command = Countersign.start(environment, arguments)) {
            return new Ended(command.status(), command.printed());
        }
    }

    private String made(String name, String... more) throws IOException {
        var arguments = new ArrayList<>(
                List.of("token", "create", "--name", name, "--repository", "*", "--output", "json", "--quiet"));
        arguments.addAll(List.of(more));
        var created = run(arguments.toArray(String[]::new));
        var token = TOKEN.matcher(created.printed());
        assertThat(created.status()).as(created.printed()).isZero();
        assertThat(token.find()).as(created.printed()).isTrue();
        return token.group(1);
    }

    @Test
    void whoeverReachesTheDatabaseMakesTheFirstTokenOfAService() throws IOException {
        var file = configuration().toString();
        var without = run("serve", "--config", file);
        assertThat(without.status()).isEqualTo(2);
        assertThat(without.printed())
                .contains("there is no token yet")
                .contains("countersign token create --config FILE --name admin --grant all --repository '*'");

        var admin = made("admin", "--config", file, "--grant", "all");
        var again = run("token", "create", "--name=admin", "--grant=all", "--config", file);
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.printed()).contains("there is a token admin already").doesNotContain("cs_");

        try (var serving = Countersign.start(environment(), "serve", "--config", file)) {
            assertThat(serving.get("/api/v1/bootstrap").statusCode()).isEqualTo(401);
            serving.callWith(admin);
            assertThat(serving.get("/api/v1/bootstrap").statusCode()).isEqualTo(200);

            // A service that runs learns of what is done on its database.
            var reader = made("reader", "--config", file, "--grant", "read", "--expires", "1d");
            serving.callWith(reader);
            assertThat(serving.get("/api/v1/bootstrap").statusCode()).isEqualTo(200);
            assertThat(serving.post("/api/v1/artifacts/", "{}").statusCode()).isEqualTo(403);
            assertThat(run("token", "list", "--config", file).printed())
                    .contains("admin", "everything in all", "reader", "read in all")
                    .doesNotContain("cs_");
            assertThat(run("token", "show", "reader", "--config", file).printed())
                    .contains("operator")
                    .doesNotContain("cs_");
            assertThat(run("token", "revoke", "reader", "--config", file).status())
                    .isZero();
            assertThat(run("token", "revoke", "reader", "--config", file).printed())
                    .contains("there is no token reader");
            serving.until(() -> serving.get("/api/v1/bootstrap").statusCode() == 401);
        }
    }

    @Test
    void aConfigurationThatIsWrongOrLeadsNowhereIsNamed() throws IOException {
        var wrong = Files.writeString(temporary.resolve("wrong.yaml"), "databse:\n  url: x\n");
        var named = run("token", "list", "--config", wrong.toString());
        assertThat(named.status()).isEqualTo(2);
        assertThat(named.printed()).contains("databse").doesNotContain("\tat ");

        var nowhere = Files.writeString(
                temporary.resolve("nowhere.yaml"), "database:\n  url: postgresql://a@127.0.0.1:1/none\n");
        var away = run("token", "list", "--config", nowhere.toString());
        assertThat(away.status()).isEqualTo(4);
        assertThat(away.printed()).contains("127.0.0.1:1").doesNotContain("\tat ");
    }

    @Test
    void aUserLogsInAndIsKnownFromThenOn() throws IOException {
        var file = configuration().toString();
        var admin = made("admin", "--config", file, "--grant", "all");
        try (var serving = Countersign.start(environment(), "serve", "--config", file)) {
            var server = "--server=" + serving.address();
            var unknown = run("status", server);
            assertThat(unknown.status()).isEqualTo(1);
            assertThat(unknown.printed())
                    .contains("HTTP 401", "log in with 'countersign login " + server.replace('=', ' ') + "'");

            var secret = Files.writeString(temporary.resolve("secret"), admin + "\n");
            var login = run("login", server, "--token-file", secret.toString());
            assertThat(login.status()).as(login.printed()).isZero();
            assertThat(login.printed()).contains("as admin").doesNotContain(admin);
            assertThat(run("whoami", server).printed()).contains("admin", "countersign login");

            var ci = made("ci", server, "--grant", "artifacts:dist/**", "--grant", "read");
            var limited = environment();
            limited.put("COUNTERSIGN_TOKEN", ci);
            assertThat(run(limited, "whoami", server).printed())
                    .contains("ci", "artifacts:dist/**, read in all", "COUNTERSIGN_TOKEN");
            var denied = run(limited, "repository", "create", "pypi", server);
            assertThat(denied.status()).isEqualTo(1);
            assertThat(denied.printed()).contains("HTTP 403", "this needs the permission admin");

            assertThat(run("token", "revoke", "ci", server).status()).isZero();
            serving.callWith(ci);
            serving.until(() -> serving.get("/api/v1/bootstrap").statusCode() == 401);
            assertThat(run(limited, "whoami", server).printed())
                    .contains("the token from the variable COUNTERSIGN_TOKEN is not one that it takes");

            assertThat(run("logout", server).status()).isZero();
            assertThat(run("whoami", server).status()).isEqualTo(1);
        }
    }

    @Test
    void loginsAtTheSameTimeAreAllKept() throws IOException {
        var file = configuration().toString();
        var admin = made("admin", "--config", file, "--grant", "all");
        var secret = Files.writeString(temporary.resolve("secret"), admin + "\n");
        try (var serving = Countersign.start(environment(), "serve", "--config", file)) {
            var server = "--server=" + serving.address();
            var logins = new ArrayList<Countersign>();
            for (int i = 0; i < 3; i++) {
                logins.add(Countersign.start(
                        environment(), "login", server, "--repository=r" + i, "--token-file", secret.toString()));
            }
            for (var login : logins) {
                assertThat(login.status()).as(login.printed()).isZero();
                login.close();
            }
        }
        assertThat(Files.readString(temporary.resolve("config/countersign/tokens.json")))
                .contains("\"r0\"", "\"r1\"", "\"r2\"");
    }

    /** Once the quickstart has been killed, its port belongs to whoever takes it. */
    @Test
    void theCommandLineFindsItsOwnQuickstartAndNobodyElse() throws IOException {
        var folder = temporary.resolve("quickstart");
        int port = FreePort.next();
        try (var quickstart = Countersign.start(
                environment(),
                "quickstart",
                "--data",
                folder.toString(),
                "--bins=4",
                "--port=" + port,
                "--management-port=0")) {
            quickstart.until(() -> quickstart.printed().contains("Ctrl-C stops"));
            var file =
                    Files.writeString(temporary.resolve("hello.txt"), "hello\n").toString();

            var added = run("artifact", "add", file, "--path=hello.txt", "--server=http://127.0.0.1:" + port);
            assertThat(added.printed()).contains("Published 1 artifact");
            assertThat(run("artifact", "add", file, "--path=x.txt", "--server=http://localhost:" + port)
                            .status())
                    .isZero();

            var another = environment();
            another.put("XDG_STATE_HOME", temporary.resolve("another").toString());
            var stranger = run(another, "artifact", "add", file, "--path=y", "--server=http://127.0.0.1:" + port);
            assertThat(stranger.status()).isEqualTo(1);
            assertThat(stranger.printed()).contains("HTTP 401", "countersign login");
            quickstart.kill();
        } finally {
            stopPostgres(folder);
        }
        assertThat(temporary.resolve("state/countersign/quickstart/127.0.0.1_" + port + ".json"))
                .exists();

        var seen = new CopyOnWriteArrayList<String>();
        var foreign = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        foreign.createContext("/", exchange -> {
            seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        foreign.start();
        try {
            assertThat(run("status", "--server=http://127.0.0.1:" + port).status())
                    .isEqualTo(1);
            assertThat(seen).isNotEmpty().containsOnly("null");
        } finally {
            foreign.stop(0);
        }
    }

    private static void stopPostgres(Path folder) throws IOException {
        var server = folder.resolve("postgres/data/postmaster.pid");
        if (Files.exists(server)) {
            ProcessHandle.of(Long.parseLong(Files.readAllLines(server).getFirst()))
                    .ifPresent(ProcessHandle::destroy);
        }
    }
}
