package dev.countersign.app.guard;

import dev.countersign.access.Credential;
import dev.countersign.access.TokenText;
import dev.countersign.app.config.StartFailure;
import dev.countersign.app.service.Conditions;
import dev.countersign.guard.Admission;
import dev.countersign.guard.Withheld;
import dev.countersign.http.CredentialReader;
import dev.countersign.http.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens of those who may ask a guard, as a file lists them: a name and the SHA-256 of a token on each line. It is read again
 * every few seconds; one that cannot be read changes nothing.
 */
final class GuardTokens implements Admission {
    private static final Logger LOG = LoggerFactory.getLogger(GuardTokens.class);
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(2);
    private static final String KEY = "guard.access.tokens-file";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern LINE = Pattern.compile(NAME + "\\s+([0-9a-f]{64})");

    private final Path file;
    private final Conditions conditions;
    private volatile Set<String> digests;

    private GuardTokens(Path file, Conditions conditions, Set<String> digests) {
        this.file = file;
        this.conditions = conditions;
        this.digests = digests;
    }

    /**
     * Reads a file, and from then on again and again.
     *
     * @param conditions where a file that cannot be read is mentioned
     * @throws StartFailure when it cannot be read now
     */
    static GuardTokens follow(Path file, Vertx vertx, Conditions conditions) {
        var tokens = new GuardTokens(file, conditions, read(file));
        vertx.setPeriodic(LOOK_INTERVAL.toMillis(), _ -> vertx.executeBlocking(tokens::look, false));
        return tokens;
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** The line for a token. */
    static String line(String name, TokenText token) {
        return name + " " + token.digest().hex();
    }

    private static Set<String> read(Path file) {
        var text = new String(GuardedRepository.read(KEY, file), StandardCharsets.UTF_8);
        var lines = text.lines()
                .map(line -> line.replaceAll("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        for (var line : lines) {
            if (!LINE.matcher(line).matches()) {
                // The line itself may be a token that somebody took for its hash.
                throw StartFailure.misconfigured(
                        KEY + ": " + file + " has a line that lists no token (expected: a name and 64 hexadecimal"
                                + " digits, as 'countersign guard token NAME' prints them)");
            }
        }
        return lines.stream().map(line -> line.substring(line.length() - 64)).collect(Collectors.toUnmodifiableSet());
    }

    /** Reads the file again; blocks. Answers how many tokens there are. */
    private int look() {
        try {
            digests = read(file);
            conditions.unmention(KEY);
        } catch (StartFailure unusable) {
            tell(unusable.getMessage() + "; the tokens of before stay in use");
        }
        return digests.size();
    }

    private void tell(String problem) {
        if (!conditions.mentioned().containsValue(problem)) {
            LOG.warn("{}", problem);
            conditions.mention(KEY, problem);
        }
    }

    @Override
    public void check(HttpServerRequest request) {
        if (shown(request)
                .filter(token -> digests.contains(token.digest().hex()))
                .isEmpty()) {
            throw new Withheld(
                    Withheld.Why.NOT_ADMITTED,
                    "this guard is for those who have a token of it (as a password with any user name, or as a Bearer"
                            + " token)");
        }
    }

    private static Optional<TokenText> shown(HttpServerRequest request) {
        try {
            return CredentialReader.header(request).flatMap(GuardTokens::token);
        } catch (Refusal.MalformedRequest twice) {
            throw Withheld.unreadable(String.valueOf(twice.getMessage()));
        }
    }

    private static Optional<TokenText> token(String header) {
        return switch (CredentialReader.parse(header)) {
            case Credential.Bearer(var text) -> TokenText.parse(text);
            case Credential.Basic basic -> TokenText.parse(basic.password());
            // cargo sends a token as it is.
            case Credential.UnreadableCredential bare -> TokenText.parse(header.strip());
            case Credential.None none -> Optional.empty();
            case Credential.ClientCertificate certificate -> Optional.empty();
        };
    }
}
