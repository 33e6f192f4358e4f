package dev.countersign.app.config;

import dev.countersign.json.Printable;
import java.io.IOException;

/**
 * Why the service could not start or go on, as one sentence for the operator that says what, where and what to do.
 * The exit status is 2 for an invocation or a configuration that must be changed, 1 for everything else.
 */
public final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;

    private StartFailure(String sentence, int status) {
        super(Printable.lines(sentence), null, false, false);
        this.status = status;
    }

    /** The configuration or the command line is wrong: starting again without a change cannot help. */
    public static StartFailure misconfigured(String sentence) {
        return new StartFailure(sentence, 2);
    }

    /** Something the service needs is not there or does not work. */
    public static StartFailure unavailable(String sentence) {
        return new StartFailure(sentence, 1);
    }

    public int status() {
        return status;
    }

    /** A failure of input or output, in brackets behind a sentence. */
    public static String reason(IOException failure) {
        var message = failure.getMessage();
        return failure.getClass().getSimpleName().replace("Exception", "") + (message == null ? "" : ": " + message);
    }
}
