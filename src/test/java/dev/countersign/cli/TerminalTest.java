package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void whatOthersSentDoesNothingToTheScreen() {
        var out = new StringWriter();
        var err = new StringWriter();
        var terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), false, false, false);

        terminal.result(Json.object().build(), "role \u001b[2J\u202eprod\nsecond line");
        terminal.warn("refused: \u009b31m");

        assertThat(out.toString()).isEqualTo("role \\u001b[2J\\u202eprod\nsecond line" + System.lineSeparator());
        assertThat(err.toString()).isEqualTo("refused: \\u009b31m" + System.lineSeparator());
    }
}
