package dev.countersign.cli.access;

import dev.countersign.cli.CliFailure;
import java.util.Optional;

/**
 * A secret by which a server knows its caller.
 *
 * @param source where it is from, as the end of the sentence "the token is from …"
 */
public record BearerToken(String text, String source) {

    /** @throws CliFailure.Misused for a text that cannot be in a header */
    public BearerToken {
        if (!text.matches("[\\x21-\\x7e]+")) {
            throw new CliFailure.Misused("the token from " + source + " is "
                    + (text.isEmpty()
                            ? "empty"
                            : "no token: it holds spaces or characters that cannot be in a header"));
        }
    }

    /** Ignores blanks around the text; empty for nothing but blanks. */
    static Optional<BearerToken> parse(String text, String source) {
        return text.isBlank() ? Optional.empty() : Optional.of(new BearerToken(text.strip(), source));
    }

    @Override
    public String toString() {
        return "the token from " + source;
    }
}
