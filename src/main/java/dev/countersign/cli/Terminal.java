package dev.countersign.cli;

import dev.countersign.json.Json;
import dev.countersign.json.Printable;
import java.io.PrintWriter;

/**
 * Where a command speaks: one result on standard output, as text or as JSON, and everything else on standard error.
 * What cannot be seen is shown as escapes, whoever it came from. Used by several threads.
 */
public final class Terminal {
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private final boolean quiet;
    private final boolean interactive;
    private boolean lineShown;

    /** @param interactive whether a line on standard error may be overwritten, as on a screen */
    public Terminal(PrintWriter out, PrintWriter err, boolean json, boolean quiet, boolean interactive) {
        this.out = out;
        this.err = err;
        this.json = json;
        this.quiet = quiet;
        this.interactive = interactive;
    }

    /** Prints the one result of the command: the object for programs, or the text for people. */
    public synchronized void result(Json.Obj object, String text) {
        clearLine();
        out.println(json ? object.toText() : Printable.lines(text));
        out.flush();
    }

    /** Says something worth keeping, unless the user wants it quiet. */
    public synchronized void note(String text) {
        if (!quiet) {
            warn(text);
        }
    }

    /** Says something that matters even to those who want it quiet. */
    public synchronized void warn(String text) {
        clearLine();
        err.println(Printable.lines(text));
        err.flush();
    }

    /** Shows how far it is; the next call overwrites it. Nothing is shown where lines cannot be overwritten. */
    public synchronized void progress(String text) {
        if (!quiet && interactive) {
            err.print(CLEAR_LINE + Printable.line(text));
            err.flush();
            lineShown = true;
        }
    }

    /** Whether {@link #progress} shows anything; when not, long work should {@link #note} how far it is now and then. */
    public boolean showsProgress() {
        return interactive && !quiet;
    }

    private void clearLine() {
        if (lineShown) {
            err.print(CLEAR_LINE);
            err.flush();
            lineShown = false;
        }
    }
}
