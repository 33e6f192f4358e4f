package dev.countersign.http.tls;

/** PEM files that no listener can work with; the message names the file, what is expected, and what to do. */
public final class UnusableFiles extends Exception {
    private static final long serialVersionUID = 1;

    UnusableFiles(String sentence) {
        super(sentence, null, false, false);
    }
}
