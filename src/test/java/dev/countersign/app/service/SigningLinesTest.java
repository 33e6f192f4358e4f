package dev.countersign.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.countersign.publish.SignsOfLife;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SigningLinesTest {
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private final SigningLines lines = new SigningLines(logger(), () -> now);

    private Logger logger() {
        var logger = (Logger) LoggerFactory.getLogger("signing of this test");
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
        log.start();
        logger.addAppender(log);
        return logger;
    }

    private void tellFor(int seconds, @Nullable SignsOfLife signing) {
        for (int i = 0; i < seconds; i++) {
            lines.tell(signing, sentence -> "pypi: " + sentence);
            now = now.plusSeconds(1);
        }
    }

    private List<String> said() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void itIsSaidEveryTenSecondsHowFarItIs() {
        var signing = new SignsOfLife(16_384);
        tellFor(10, signing);
        assertThat(said()).isEmpty();

        signing.signed(500);
        tellFor(10, signing);
        signing.signed(500);
        tellFor(1, signing);

        assertThat(said())
                .containsExactly("pypi: 500 of 16384 roles are signed", "pypi: 1000 of 16384 roles are signed");
    }

    @Test
    void nothingIsSaidOfOnesThatFollowEachOtherQuickly() {
        for (int i = 0; i < 5; i++) {
            tellFor(9, new SignsOfLife(16_384));
        }
        tellFor(20, null);

        assertThat(said()).isEmpty();
    }
}
