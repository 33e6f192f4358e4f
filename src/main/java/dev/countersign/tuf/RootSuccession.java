package dev.countersign.tuf;

/** Which Root may be the first, and which may follow another (specification, 5.3 and 6.1). */
public final class RootSuccession {
    private RootSuccession() {}

    /**
     * How far a Root's signatures go.
     *
     * @param byOld towards the threshold of the Root it follows; the same as {@code byNew} for a first one
     * @param byNew towards its own threshold
     */
    public record Verifications(Verification byOld, Verification byNew) {
        public boolean verified() {
            return byOld.verified() && byNew.verified();
        }
    }

    /**
     * Checks a first Root by its own keys.
     *
     * @throws TufException.UntrustedRoot when its rules are broken or a signature on it is not by one of its Root keys;
     *     too few signatures are no error, see the result
     */
    public static Verifications checkFirst(Metadata<Root> first) {
        throw new UnsupportedOperationException();
    }

    /**
     * Checks a Root that is to follow the trusted one.
     *
     * @throws TufException.UntrustedRoot when its version is not the next, its rules are broken or a signature on it is by
     *     neither's Root keys; too few signatures are no error, see the result
     */
    public static Verifications check(Metadata<Root> trusted, Metadata<Root> next) {
        throw new UnsupportedOperationException();
    }
}
