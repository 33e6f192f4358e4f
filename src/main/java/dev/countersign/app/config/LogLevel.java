package dev.countersign.app.config;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** How much Countersign logs; libraries stay at warnings. */
public final class LogLevel {

    private LogLevel() {}

    public static void set(Config.Log.Level level) {
        if (LoggerFactory.getLogger("dev.countersign") instanceof Logger logger) {
            logger.setLevel(Level.toLevel(level.name()));
        }
    }
}
