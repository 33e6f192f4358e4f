package dev.countersign.app.service;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.pattern.CompositeConverter;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.countersign.json.Printable;
import org.slf4j.Logger;

/**
 * How log lines look: one an event, to standard error, because standard output belongs to the results of commands; line
 * breaks in messages and stack traces become {@code " | "}. Logback finds this as a service, and uses it where no
 * configuration file of its own is named; reading such a file takes as long as a tenth of a start.
 */
@ConfiguratorRank(ConfiguratorRank.NOMINAL - 1)
public final class LogLines extends ContextAwareBase implements Configurator {

    // The option is there for Logback, which takes a % right after a parenthesis for text.
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level %logger{0} - "
            + "%printable(%replace(%msg%replace(%ex){'^(?=.)',' | '}){'[\\r\\n]+\\s*',' | '}){line}%nopex%n";

    /** What cannot be seen is written as escapes: a message may hold what somebody sent. */
    static final class Visible extends CompositeConverter<ILoggingEvent> {
        @Override
        protected String transform(ILoggingEvent event, String text) {
            return Printable.line(text);
        }
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(standardError(context));
        context.getLogger("dev.countersign")
                .setLevel(Level.toLevel(System.getenv("COUNTERSIGN_LOG_LEVEL"), Level.INFO));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static ConsoleAppender<ILoggingEvent> standardError(LoggerContext context) {
        var layout = new PatternLayout();
        layout.setContext(context);
        layout.getInstanceConverterMap().put("printable", Visible::new);
        layout.setPattern(PATTERN);
        layout.start();
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setTarget(ConsoleTarget.SystemErr.getName());
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
