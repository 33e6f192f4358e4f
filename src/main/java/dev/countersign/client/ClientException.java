package dev.countersign.client;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a TUF client cannot go on, in one sentence for a person. */
public abstract sealed class ClientException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private ClientException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Metadata, or a target, failed a check; the message names the file. Nothing of it was kept. */
    public static final class Untrusted extends ClientException {
        private static final long serialVersionUID = 1;

        public Untrusted(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** A file that every repository has is not there: most likely the address is wrong. */
    public static final class Missing extends ClientException {
        private static final long serialVersionUID = 1;

        public Missing(String message) {
            super(message, null);
        }
    }

    /** The repository is private, and who asked is not one of its readers. */
    public static final class Denied extends ClientException {
        private static final long serialVersionUID = 1;

        public Denied(String message) {
            super(message, null);
        }
    }

    /** No complete answer came. */
    public static final class Unreachable extends ClientException {
        private static final long serialVersionUID = 1;

        private final transient @Nullable Duration again;

        /** @param again when to try again; null when that would not help, or may do something twice */
        public Unreachable(String message, @Nullable Throwable cause, @Nullable Duration again) {
            super(message, cause);
            this.again = again;
        }

        /** How long to wait before the same request may be sent again without harm; empty when it may not. */
        public Optional<Duration> againAfter() {
            return Optional.ofNullable(again);
        }
    }

    /** What is trusted cannot be read or kept on this machine. */
    public static final class StoreFailed extends ClientException {
        private static final long serialVersionUID = 1;

        private final transient Path file;
        private final IOException failure;

        public StoreFailed(Path file, IOException failure) {
            super(file + ": " + failure.getMessage(), failure);
            this.file = file;
            this.failure = failure;
        }

        /** The file or folder that could not be read or written. */
        public Path file() {
            return file;
        }

        /** What the file system said. */
        public IOException failure() {
            return failure;
        }
    }
}
