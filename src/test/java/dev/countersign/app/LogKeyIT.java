package dev.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.app.quickstart.Demonstration;
import dev.countersign.app.quickstart.LocalApi;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an operator does when the key of a public log was stolen. */
class LogKeyIT extends OneDatabase {

    @Test
    void anotherKeySignsTheSameLogFromThenOn() throws IOException {
        var rotate = new String[] {"log", "rotate", "--config", configuration()};
        String before;
        int port;
        try (var node = node(0)) {
            port = node.address().getPort();
            bootstrap(node);
            before = key(node);
            assertThat(verify(node, "--log-key", before, "--trust-on-first-use"))
                    .contains("1 of them new");

            assertThat(run(1, rotate)).contains("a service publishes with this database", "stop all its nodes");
            assertThat(node.stop()).isZero();
        }

        assertThat(run(0, rotate)).contains("its 1 entries as before", before);

        // What a machine remembers, it remembers of an address.
        try (var node = node(port)) {
            var after = key(node);
            assertThat(after).isNotEqualTo(before);
            node.add("one.txt");
            assertThat(verify(node, "--log-key", after)).contains("Trusting another key", "1 of them new");
            assertThat(verify(node)).contains("The log has 2 entries");
        }
    }

    private Countersign node(int port) throws IOException {
        return Countersign.node(database.uri(), data.keys(), Map.of("COUNTERSIGN_HTTP_PORT", Integer.toString(port)))
                .serving();
    }

    private void bootstrap(Countersign node) {
        try (var api = new LocalApi(node.address(), "any")) {
            var ceremony = new Demonstration(data.rootKeys(), data.keys());
            api.bootstrap(ceremony.bootstrap(2, Clock.systemUTC().instant()), Duration.ofMinutes(1));
        }
    }

    private String configuration() throws IOException {
        return Files.writeString(temporary.resolve("countersign.yaml"), "database:\n  url: " + database.uri() + "\n")
                .toString();
    }

    private static String key(Countersign node) throws IOException {
        return run(0, "log", "key", "--server", node.address().toString()).strip();
    }

    private String verify(Countersign node, String... more) throws IOException {
        var state = temporary.resolve("state").toString();
        var arguments = new ArrayList<>(List.of(
                "log", "verify", "--state", state, "--server", node.address().toString()));
        arguments.addAll(List.of(more));
        return run(0, arguments.toArray(String[]::new));
    }

    private static String run(int status, String... arguments) throws IOException {
        try (var command = Countersign.start(Map.of(), arguments)) {
            assertThat(command.status()).as(command.printed()).isEqualTo(status);
            return command.printed();
        }
    }
}
