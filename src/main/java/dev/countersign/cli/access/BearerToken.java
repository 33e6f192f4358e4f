package dev.countersign.cli.access;

import dev.countersign.cli.CliFailure;
import java.util.Optional;

/**
 * A secret that a server knows its caller by.
 *
 * @param source where it is from, to end the sentence "the token is from …"
 */
public record BearerToken(String text, String source) {

    /** @throws CliFailure.Misused for what cannot stand in a header */
    public BearerToken {
        if (!text.matches("[\\x21-\\x7e]+")) {
            throw new CliFailure.Misused("the token from " + source + " is "
                    + (text.isEmpty()
                            ? "empty"
                            : "no token: it holds spaces or characters that cannot be in a header"));
        }
    }

    /** Of text that may have blanks around it, or be nothing but blanks. */
    static Optional<BearerToken> parse(String text, String source) {
        return text.isBlank() ? Optional.empty() : Optional.of(new BearerToken(text.strip(), source));
    }

    @Override
    public String toString() {
        return "the token from " + source;
    }
}
