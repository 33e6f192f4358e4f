package dev.countersign.http;

import dev.countersign.wire.Sentences;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a request gets no other answer; {@link Problems} is the one place that puts these into words on the wire. */
public abstract sealed class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Refusal(String message) {
        super(message, null, false, false);
    }

    /** The request is not what the operation takes. */
    public static final class Invalid extends Refusal {
        private static final long serialVersionUID = 1;
        private final transient List<Violation> violations;

        public Invalid(List<Violation> violations) {
            super("the request is not valid: " + violations);
            this.violations = List.copyOf(violations);
        }

        public Invalid(Violation violation) {
            this(List.of(violation));
        }

        public List<Violation> violations() {
            return violations;
        }
    }

    /** The request is well formed, but the repository is not in a state for it. */
    public static final class NotAccepted extends Refusal {
        private static final long serialVersionUID = 1;
        private final @Nullable String headline;
        private final String error;

        public NotAccepted(@Nullable String headline, String error) {
            super(error);
            this.headline = headline;
            this.error = error;
        }

        @Nullable
        String headline() {
            return headline;
        }

        String error() {
            return error;
        }
    }

    /** What is asked for cannot be beside what is there. */
    public static final class Conflict extends Refusal {
        private static final long serialVersionUID = 1;
        private final String headline;
        private final String error;

        public Conflict(String headline, String error) {
            super(error);
            this.headline = headline;
            this.error = error;
        }

        String headline() {
            return headline;
        }

        String error() {
            return error;
        }
    }

    /** There is nothing at this path. */
    public static final class NotFound extends Refusal {
        private static final long serialVersionUID = 1;

        public NotFound() {
            super(Sentences.NOT_FOUND);
        }
    }

    /** The request is not one that HTTP allows. */
    public static final class MalformedRequest extends Refusal {
        private static final long serialVersionUID = 1;

        public MalformedRequest(String sentence) {
            super(sentence);
        }
    }

    /** The first line of the request is longer than is read. */
    static final class AddressTooLong extends Refusal {
        private static final long serialVersionUID = 1;

        AddressTooLong(String sentence) {
            super(sentence);
        }
    }

    /** The headers of the request are longer than is read. */
    static final class HeadersTooLarge extends Refusal {
        private static final long serialVersionUID = 1;

        HeadersTooLarge(String sentence) {
            super(sentence);
        }
    }

    /** The request comes from a page of another site in a browser. */
    static final class Forbidden extends Refusal {
        private static final long serialVersionUID = 1;

        Forbidden(String sentence) {
            super(sentence);
        }
    }

    /** Nobody is known by what the request shows of its sender. */
    static final class Unauthenticated extends Refusal {
        private static final long serialVersionUID = 1;
        private final boolean byPage;

        /** @param byPage whether a page in a browser sends it */
        Unauthenticated(String sentence, boolean byPage) {
            super(sentence);
            this.byPage = byPage;
        }

        /** A browser that is challenged by Basic asks its user, and sends the answer for every page from then on. */
        List<String> challenges() {
            return byPage ? List.of(BEARER) : List.of(BEARER, BASIC);
        }

        private static final String BEARER = "Bearer realm=\"countersign\"";
        private static final String BASIC = "Basic realm=\"countersign\", charset=\"UTF-8\"";
    }

    /** Whoever sends it is known, and may not do this. */
    public static final class NotPermitted extends Refusal {
        private static final long serialVersionUID = 1;

        public NotPermitted(String sentence) {
            super(sentence);
        }
    }

    /** The body has another type or encoding than is read here. */
    public static final class UnsupportedBody extends Refusal {
        private static final long serialVersionUID = 1;

        UnsupportedBody(String sentence) {
            super(sentence);
        }
    }

    /** There is something at this path, which takes other methods. */
    public static final class MethodNotAllowed extends Refusal {
        private static final long serialVersionUID = 1;
        private final String allow;

        public MethodNotAllowed(String allow) {
            super(Sentences.METHOD_NOT_ALLOWED);
            this.allow = allow;
        }

        String allow() {
            return allow;
        }
    }

    /** The body is longer than the operation takes. */
    static final class BodyTooLarge extends Refusal {
        private static final long serialVersionUID = 1;

        BodyTooLarge(int limit) {
            super("the body is too large (expected: at most " + limit + " bytes; send several smaller requests)");
        }
    }

    /** What was begun takes longer than its sender may hold what is kept for it. */
    static final class TooSlow extends Refusal {
        private static final long serialVersionUID = 1;

        TooSlow(String sentence) {
            super(sentence);
        }
    }

    /** This sender asks for more than its share. */
    public static final class TooMany extends Refusal {
        private static final long serialVersionUID = 1;
        private final Duration retryAfter;

        public TooMany(String what, Duration retryAfter) {
            super(what + "; send this again in "
                    + Math.max(1, retryAfter.plusMillis(999).toSeconds()) + " s");
            this.retryAfter = retryAfter;
        }

        Duration retryAfter() {
            return retryAfter;
        }
    }

    /** Too much is going on for this request now. */
    public static final class Overloaded extends Refusal {
        private static final long serialVersionUID = 1;
        private final Duration retryAfter;

        public Overloaded(String what, Duration retryAfter) {
            super(what + "; send this again in " + retryAfter.toSeconds() + " s");
            this.retryAfter = retryAfter;
        }

        Duration retryAfter() {
            return retryAfter;
        }
    }
}
