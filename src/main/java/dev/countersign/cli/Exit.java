package dev.countersign.cli;

/** How a command ended. The exit status of the process is {@link #code()}. */
public enum Exit {
    /** What was asked for is done. */
    OK(0),
    /** The server, or the state of things, said no. */
    REFUSED(1),
    /** The command line itself is wrong. */
    USAGE(2),
    /** Accepted, but it still waits for signatures or publication. */
    PENDING(3),
    /** The server cannot be reached. */
    UNREACHABLE(4),
    /** Metadata or an artifact failed a check of the TUF client workflow. */
    UNVERIFIED(5),
    /** The time given to wait ran out. */
    TIMED_OUT(6);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    /** The exit status of the process. */
    public int code() {
        return code;
    }
}
