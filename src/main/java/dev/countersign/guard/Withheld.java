package dev.countersign.guard;

import dev.countersign.json.Printable;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why something is not served, in one sentence for the person who installs. */
public final class Withheld extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Why why;
    private final @Nullable Duration again;

    /** The kinds of reasons, and the status that makes package managers stop, look elsewhere, or come back. */
    public enum Why {
        /** No signed metadata lists it. */
        UNSIGNED(403),
        /** What the registry has is not what was signed. */
        CHANGED(403),
        /**
         * Any of the reasons above, where a client takes 403 for a question for credentials and hides the reason.
         */
        LIST_WITHHELD(409),
        /** Who asks is not let in. */
        NOT_ADMITTED(401),
        /** The metadata cannot be trusted, or not any more. */
        NO_METADATA(403),
        /** The registry does not let the guard have it. */
        REGISTRY_REFUSES(403),
        /** The registry does not have it, and nothing that is signed is missing because of that. */
        NOT_THERE(404),
        /** The request is none that this guard answers. */
        UNREADABLE(400),
        /** Neither GET nor HEAD. */
        OTHER_METHOD(405),
        /** The registry gives no whole answer. */
        REGISTRY_AWAY(502),
        /** The guard has too much to do. */
        BUSY(503);

        private final int status;

        Why(int status) {
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    public Withheld(Why why, String reason) {
        this(why, reason, null);
    }

    /** @param again when to ask again; null when that does not help */
    public Withheld(Why why, String reason, @Nullable Duration again) {
        super(reason, null, false, false);
        this.why = why;
        this.again = again;
    }

    public static Withheld unsigned(Object what) {
        return new Withheld(Why.UNSIGNED, shown(what) + " is not signed");
    }

    /** The registry has versions of it. */
    public static Withheld noVersionSigned(Object project) {
        return new Withheld(Why.UNSIGNED, shown(project) + ": none of its versions is signed");
    }

    public static Withheld unreadable(String reason) {
        return new Withheld(Why.UNREADABLE, reason);
    }

    public static Withheld onlyReading() {
        return new Withheld(Why.OTHER_METHOD, "this guard is for reading (expected: GET or HEAD)");
    }

    public Why why() {
        return why;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }

    public Optional<Duration> again() {
        return Optional.ofNullable(again);
    }

    /** A name that others have chosen, in one line. */
    public static String shown(Object name) {
        return Printable.line(name.toString());
    }
}
