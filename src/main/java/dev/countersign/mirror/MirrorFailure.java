package dev.countersign.mirror;

/** Why a mirror cannot be filled, or read, in one sentence for an operator, without any secret. */
public abstract sealed class MirrorFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private MirrorFailure(String message) {
        super(message, null, false, false);
    }

    /** In one word, for metrics. */
    public abstract String kind();

    /** Whether clients are told something that does not verify. */
    public boolean isAlarm() {
        return false;
    }

    /** It cannot be reached, is full, or asks to come back later. */
    public static final class Away extends MirrorFailure {
        private static final long serialVersionUID = 1;

        public Away(String message) {
            super(message);
        }

        @Override
        public String kind() {
            return "away";
        }
    }

    /** It does not take what it is shown, or there is nothing to show. */
    public static final class NotLetIn extends MirrorFailure {
        private static final long serialVersionUID = 1;

        public NotLetIn(String message) {
            super(message);
        }

        @Override
        public String kind() {
            return "refused";
        }
    }

    /** Another process writes it at this moment. */
    public static final class Contended extends MirrorFailure {
        private static final long serialVersionUID = 1;

        public Contended(String message) {
            super(message);
        }

        @Override
        public String kind() {
            return "contended";
        }
    }

    /** It cannot be a mirror of this repository, or not as things are: nothing is written until somebody sees to it. */
    public static final class Unfit extends MirrorFailure {
        private static final long serialVersionUID = 1;

        public Unfit(String message) {
            super(message);
        }

        @Override
        public String kind() {
            return "unfit";
        }
    }

    /** What clients find there is not what was published. */
    public static final class Unverifiable extends MirrorFailure {
        private static final long serialVersionUID = 1;

        public Unverifiable(String message) {
            super(message);
        }

        @Override
        public String kind() {
            return "unverifiable";
        }

        @Override
        public boolean isAlarm() {
            return true;
        }
    }
}
