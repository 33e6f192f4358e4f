package dev.countersign.mirror;

/** Why a mirror cannot be filled, or read, in one sentence for an operator, without any secret. */
public abstract sealed class MirrorFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String kind;
    private final boolean alarm;

    private MirrorFailure(String kind, boolean alarm, String message) {
        super(message, null, false, false);
        this.kind = kind;
        this.alarm = alarm;
    }

    /** In one word, for metrics. */
    public String kind() {
        return kind;
    }

    /** Whether clients are told something that does not verify. */
    public boolean isAlarm() {
        return alarm;
    }

    /** It cannot be reached, is full, or asks to come back later. */
    public static final class Away extends MirrorFailure {
        private static final long serialVersionUID = 1;

        public Away(String message) {
            super("away", false, message);
        }
    }

    /** It does not take what it is shown, or there is nothing to show. */
    public static final class NotLetIn extends MirrorFailure {
        private static final long serialVersionUID = 1;

        public NotLetIn(String message) {
            super("refused", false, message);
        }
    }

    /** Another process writes it at this moment. */
    public static final class Contended extends MirrorFailure {
        private static final long serialVersionUID = 1;

        public Contended(String message) {
            super("contended", false, message);
        }
    }

    /** It cannot be a mirror of this repository, or not as things are: nothing is written until somebody sees to it. */
    public static final class Unfit extends MirrorFailure {
        private static final long serialVersionUID = 1;

        public Unfit(String message) {
            super("unfit", false, message);
        }
    }

    /** What clients find there is not what was published. */
    public static final class Unverifiable extends MirrorFailure {
        private static final long serialVersionUID = 1;

        public Unverifiable(String message) {
            super("unverifiable", true, message);
        }
    }
}
