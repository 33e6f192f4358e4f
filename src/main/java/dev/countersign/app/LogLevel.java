package dev.countersign.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** How much Countersign logs; libraries stay at warnings. */
final class LogLevel {

    private LogLevel() {}

    static void set(Config.Log.Level level) {
        if (LoggerFactory.getLogger("dev.countersign") instanceof Logger logger) {
            logger.setLevel(Level.toLevel(level.name()));
        }
    }
}
