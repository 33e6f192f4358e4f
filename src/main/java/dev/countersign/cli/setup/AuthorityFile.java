package dev.countersign.cli.setup;

import dev.countersign.cli.CliFailure;
import dev.countersign.json.Printable;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The PEM file of who has issued a guard's certificate.
 *
 * @param written as configurations have it. No format that package managers read gives any of its characters a meaning of its own,
 *     neither in quotation marks nor without
 */
record AuthorityFile(Path path, String written) {
    private static final Pattern PLAIN = Pattern.compile("[^\\p{Cntrl}\\\\\"`#;$]+");

    private static final Pattern ONE_WORD = Pattern.compile("[\\p{L}\\p{N}/._:~-]+");

    /**
     * Written with slashes on Windows, where they separate names as well.
     *
     * @param path from the root on
     */
    static AuthorityFile named(Path path, Machine.Platform platform) {
        var written = platform == Machine.Platform.WINDOWS ? path.toString().replace('\\', '/') : path.toString();
        if (!PLAIN.matcher(written).matches() || !written.equals(written.strip())) {
            throw new CliFailure.Misused("--ca: " + Printable.line(path.toString())
                    + " cannot stand in every configuration of a package manager (expected: a path without \""
                    + " \\ ` # ; and $; copy the file to such a place)");
        }
        return new AuthorityFile(path, written);
    }

    /** For a command line of any shell. */
    String word() {
        return ONE_WORD.matcher(written).matches() ? written : '"' + written + '"';
    }

    @Override
    public String toString() {
        return written;
    }
}
