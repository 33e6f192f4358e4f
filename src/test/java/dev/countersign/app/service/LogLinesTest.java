package dev.countersign.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class LogLinesTest {
    @Test
    void aLineShowsWhatItHoldsAndDoesNothing() {
        var line = line("path \u001b[31m\u202egpj\nnext", new IllegalStateException("\u009b2J"));

        assertThat(line)
                .contains("path \\u001b[31m\\u202egpj | next | ", "\\u009b2J")
                .endsWith(System.lineSeparator())
                .doesNotContain("\u001b", "\u202e", "\u009b");
        assertThat(line.strip().lines()).hasSize(1);
    }

    private static String line(String message, Throwable cause) {
        var context = new LoggerContext();
        new LogLines().configure(context);
        var logger = context.getLogger("dev.countersign.http.Problems");
        var event = new LoggingEvent("", logger, Level.WARN, message, cause, null);
        var appender = (ConsoleAppender<ILoggingEvent>) context.getLogger(Logger.ROOT_LOGGER_NAME)
                .iteratorForAppenders()
                .next();
        return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
    }
}
