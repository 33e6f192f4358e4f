package dev.countersign.cli;

import dev.countersign.client.ClientException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a command cannot go on, in one sentence that says what, where, and what to do. */
public abstract sealed class CliFailure extends RuntimeException {
    private static final long serialVersionUID = 1;
    /** For a server that does not say when. */
    static final Duration SOON = Duration.ofSeconds(1);

    private final Exit exit;
    private final @Nullable Duration again;

    private CliFailure(Exit exit, @Nullable Duration again, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exit = exit;
        this.again = again;
    }

    /** What the TUF client could not do, as a failure of the command that asked it. */
    public static CliFailure from(ClientException e) {
        var sentence = String.valueOf(e.getMessage());
        return switch (e) {
            case ClientException.Untrusted untrusted -> new Unverified(sentence, untrusted);
            case ClientException.Missing missing -> new CommandRefused(sentence);
            case ClientException.Denied denied ->
                new CommandRefused(sentence + ": log in with 'countersign login', or give --token-file");
            case ClientException.Unreachable lost ->
                new ServerUnreachable(sentence, lost, lost.againAfter().orElse(null));
            case ClientException.StoreFailed failed -> FileFailure.refused(failed.file(), failed.failure());
        };
    }

    /** The exit status this failure leads to. */
    public Exit exit() {
        return exit;
    }

    /** How long to wait before sending the same request again; empty when that may do harm or cannot help. */
    public Optional<Duration> againAfter() {
        return Optional.ofNullable(again);
    }

    /** A local condition or an answer that means no. */
    public static final class CommandRefused extends CliFailure {
        private static final long serialVersionUID = 1;

        private final int status;
        private final boolean wrongAddress;
        private final transient List<FieldProblem> problems;

        /** A refusal that did not come from a server. */
        public CommandRefused(String message) {
            this(0, message, List.of());
        }

        /** @param status the HTTP status, 0 when it is not an answer of a server */
        public CommandRefused(int status, String message, List<FieldProblem> problems) {
            this(status, false, message, problems);
        }

        private CommandRefused(int status, boolean wrongAddress, String message, List<FieldProblem> problems) {
            super(Exit.REFUSED, null, message, null);
            this.status = status;
            this.wrongAddress = wrongAddress;
            this.problems = List.copyOf(problems);
        }

        /** Something answers 404, but not this API. */
        public static CommandRefused wrongAddress(String message) {
            return new CommandRefused(404, true, message, List.of());
        }

        /** Whether the API says that what was asked for does not exist. */
        public boolean isNothingThere() {
            return status == 404 && !wrongAddress;
        }

        /** The HTTP status; 0 when this is not an answer of a server. */
        public int status() {
            return status;
        }

        /** What the server said about single fields of the request. */
        public List<FieldProblem> problems() {
            return problems;
        }
    }

    /** An invocation that makes no sense, found after the command line was parsed. */
    public static final class Misused extends CliFailure {
        private static final long serialVersionUID = 1;

        public Misused(String message) {
            super(Exit.USAGE, null, message, null);
        }
    }

    /** The server has too much to do and kept nothing of this request. */
    public static final class ServerBusy extends CliFailure {
        private static final long serialVersionUID = 1;

        public ServerBusy(Duration retryAfter, String message) {
            super(Exit.TIMED_OUT, retryAfter, message, null);
        }

        /** How long the server asks to be left alone. */
        public Duration retryAfter() {
            return againAfter().orElseThrow();
        }
    }

    /** No answer came. */
    public static final class ServerUnreachable extends CliFailure {
        private static final long serialVersionUID = 1;

        public ServerUnreachable(String message, @Nullable Throwable cause) {
            this(message, cause, null);
        }

        /** @param again when it may be tried again; null when that would not help, or may do something twice */
        ServerUnreachable(String message, @Nullable Throwable cause, @Nullable Duration again) {
            super(Exit.UNREACHABLE, again, message, cause);
        }

        /** The same, of a request that may be sent any number of times. */
        public ServerUnreachable repeatable() {
            return againAfter().isEmpty()
                    ? new ServerUnreachable(String.valueOf(getMessage()), getCause(), SOON)
                    : this;
        }
    }

    /** Something that must not be trusted. */
    public static final class Unverified extends CliFailure {
        private static final long serialVersionUID = 1;

        public Unverified(String message, @Nullable Throwable cause) {
            super(Exit.UNVERIFIED, null, message, cause);
        }
    }

    /** The time given to wait ran out. */
    public static final class TimedOut extends CliFailure {
        private static final long serialVersionUID = 1;

        public TimedOut(String message) {
            super(Exit.TIMED_OUT, null, message, null);
        }
    }
}
