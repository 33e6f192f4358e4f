package dev.countersign.http;

import dev.countersign.access.IssuerAway;
import dev.countersign.json.Json;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.Unavailable;
import dev.countersign.wire.Sentences;
import dev.countersign.wire.WireNames;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where refusals and failures become answers: RSTUF's {@code detail} by default, a problem document (RFC
 * 9457) for callers that ask for one. Of an unknown failure the answer says only the name of the request, which is in
 * the log, too.
 */
final class Problems {
    static final String PROBLEM_TYPE = "application/problem+json";
    static final String CONNECTION = "Connection";

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final int SHOWN_IN_SENTENCE = 3;

    private Problems() {}

    /**
     * A failure in words.
     *
     * @param detail what RSTUF's callers find under {@code detail}
     * @param sentence the same for people
     * @param headers to be sent with it
     */
    record Problem(int status, Json detail, String sentence, Map<String, List<String>> headers) {
        private static Problem of(int status, String sentence) {
            return new Problem(status, new Json.Str(sentence), sentence, Map.of());
        }

        /** Closes the connection; the rest of this request is thrown away. */
        private static Problem hangingUp(int status, String sentence) {
            return of(status, sentence).with(CONNECTION, "close");
        }

        private Problem with(String header, String value) {
            var more = new LinkedHashMap<>(headers);
            more.put(header, List.of(value));
            return new Problem(status, detail, sentence, more);
        }

        /** The body that RSTUF's callers read. */
        Json.Obj body(String requestId) {
            var body = Json.object().put(WireNames.DETAIL, detail);
            return (status == 500 ? body.put("request_id", requestId) : body).build();
        }

        /** The body of a problem document. */
        Json.Obj document(String requestId) {
            var body = Json.object()
                    .put("type", "about:blank")
                    .put("title", title(status))
                    .put("status", status)
                    .put(WireNames.DETAIL, sentence)
                    .put("request_id", requestId);
            return (detail instanceof Json.Arr errors ? body.put("errors", errors) : body).build();
        }
    }

    static Problem describe(Throwable failure, String requestId) {
        return switch (failure) {
            case Refusal refusal -> refused(refusal);
            case RepositoryException refusal -> refused(refusal);
            case IssuerAway away -> away(away);
            default -> unknown(failure, requestId);
        };
    }

    private static Problem refused(Refusal refusal) {
        var sentence = String.valueOf(refusal.getMessage());
        return switch (refusal) {
            case Refusal.Invalid invalid -> invalid(invalid.violations());
            case Refusal.NotAccepted notAccepted ->
                new Problem(404, detail(notAccepted.headline(), notAccepted.error()), notAccepted.error(), Map.of());
            case Refusal.Conflict conflict ->
                new Problem(409, detail(conflict.headline(), conflict.error()), conflict.error(), Map.of());
            case Refusal.MalformedRequest malformed -> Problem.hangingUp(400, sentence);
            case Refusal.AddressTooLong tooLong -> Problem.hangingUp(414, sentence);
            case Refusal.HeadersTooLarge tooLarge -> Problem.hangingUp(431, sentence);
            case Refusal.Forbidden forbidden -> Problem.hangingUp(403, sentence);
            case Refusal.Unauthenticated unknown ->
                new Problem(401, new Json.Str(sentence), sentence, Map.of("WWW-Authenticate", unknown.challenges()));
            case Refusal.NotPermitted notPermitted -> Problem.of(403, sentence);
            case Refusal.UnsupportedBody unsupported -> Problem.hangingUp(415, sentence);
            case Refusal.NotFound notFound -> Problem.of(404, sentence);
            case Refusal.MethodNotAllowed method -> Problem.of(405, sentence).with("Allow", method.allow());
            case Refusal.TooMany tooMany -> later(429, sentence, tooMany.retryAfter());
            case Refusal.TooSlow tooSlow -> Problem.hangingUp(408, sentence);
            case Refusal.BodyTooLarge tooLarge -> Problem.hangingUp(413, sentence);
            case Refusal.Overloaded overloaded ->
                busy(sentence, overloaded.retryAfter()).with(CONNECTION, "close");
        };
    }

    private static Problem refused(RepositoryException refusal) {
        var sentence = String.valueOf(refusal.getMessage());
        return switch (refusal) {
            case RepositoryException.Busy busy -> busy(sentence, busy.retryAfter());
            case RepositoryException.Damaged damaged -> Problem.of(500, sentence);
            case RepositoryException.Gone gone -> Problem.of(404, Sentences.NOT_FOUND);
            case RepositoryException.Stopping stopping -> busy(sentence, Duration.ofSeconds(5));
            case Unavailable unavailable -> busy(shown(unavailable), unavailable.retryAfter());
        };
    }

    /** What the store said is for the log: it may name hosts and users. */
    private static String shown(Unavailable unavailable) {
        var again = "; send this again in " + unavailable.retryAfter().toSeconds() + " s";
        return switch (unavailable.extent()) {
            case EVERYTHING -> "the store of this repository does not answer" + again;
            case WRITES -> "the store of this repository takes no changes" + again;
        };
    }

    /** Which of several issuers it is, whoever sends its token knows. */
    private static Problem away(IssuerAway away) {
        var again = away.retryAfter();
        return busy("the issuer of this token does not answer; send this again in " + again.toSeconds() + " s", again);
    }

    private static Problem busy(String sentence, Duration retryAfter) {
        return later(503, sentence, retryAfter);
    }

    private static Problem later(int status, String sentence, Duration retryAfter) {
        var seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
        return Problem.of(status, sentence).with("Retry-After", Long.toString(seconds));
    }

    private static Problem invalid(List<Violation> violations) {
        var sentence = violations.stream()
                .limit(SHOWN_IN_SENTENCE)
                .map(Violation::toString)
                .collect(Collectors.joining("; "));
        int more = violations.size() - SHOWN_IN_SENTENCE;
        return new Problem(
                422,
                new Json.Arr(violations.stream().<Json>map(Violation::toJson).toList()),
                more > 0 ? sentence + "; and " + more + " more" : sentence,
                Map.of());
    }

    private static Json.Obj detail(@Nullable String headline, String error) {
        var detail = Json.object();
        if (headline != null) {
            detail.put("message", headline);
        }
        return detail.put("error", error).build();
    }

    private static Problem unknown(Throwable failure, String requestId) {
        LOG.error("request {} failed", requestId, failure);
        return Problem.of(500, "Internal Server Error");
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> Sentences.NOT_FOUND;
            case 405 -> Sentences.METHOD_NOT_ALLOWED;
            case 409 -> "Conflict";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 503 -> "Service Unavailable";
            default -> "Internal Server Error";
        };
    }
}
