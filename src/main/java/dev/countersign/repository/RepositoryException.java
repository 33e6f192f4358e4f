package dev.countersign.repository;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What can be refused before it becomes a task; rendered for callers in one place, in the http package. */
public abstract sealed class RepositoryException extends RuntimeException
        permits RepositoryException.Busy,
                RepositoryException.Damaged,
                RepositoryException.Gone,
                RepositoryException.Stopping,
                Unavailable {
    private static final long serialVersionUID = 1;

    private RepositoryException(String message) {
        this(message, null);
    }

    /** Without a stack trace: it says nothing, and there may be thousands a second. */
    RepositoryException(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }

    /** Too much waits to be made durable; nothing was kept. */
    public static final class Busy extends RepositoryException {
        private static final long serialVersionUID = 1;
        private final Duration retryAfter;

        public Busy(Duration retryAfter) {
            super("too many submissions are waiting; send this one again in " + retryAfter.toSeconds() + " s");
            this.retryAfter = retryAfter;
        }

        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** There is no such repository, or no longer. */
    public static final class Gone extends RepositoryException {
        private static final long serialVersionUID = 1;

        public Gone() {
            super("there is no such repository");
        }
    }

    /** What is stored of this repository cannot be used; others are not concerned. */
    public static final class Damaged extends RepositoryException {
        private static final long serialVersionUID = 1;

        /** @param what is wrong with what is stored */
        public Damaged(String what, Throwable cause) {
            super("this repository cannot be used: " + what + "; restore the database from a backup", cause);
        }
    }

    /** The service is stopping and takes no new work. */
    public static final class Stopping extends RepositoryException {
        private static final long serialVersionUID = 1;

        public Stopping() {
            super("the service is stopping and takes no new work; send this to another node or again later");
        }
    }
}
