package dev.countersign.tuf.key;

import java.util.Collection;
import java.util.stream.Collectors;

/** TUF clients in common use, which {@code loadtest/clients/keys} tries; the result is {@code docs/keys.md}. */
public enum ClientProgram {
    PYTHON_TUF("python-tuf"),
    TUF_JS("tuf-js"),
    GO_TUF("go-tuf"),
    SIGSTORE_JAVA("sigstore-java"),
    TOUGH("tough");

    private final String title;

    ClientProgram(String title) {
        this.title = title;
    }

    /** The name its project gives it. */
    public String title() {
        return title;
    }

    static String titles(Collection<ClientProgram> programs) {
        return programs.stream().sorted().map(ClientProgram::title).collect(Collectors.joining(", "));
    }
}
