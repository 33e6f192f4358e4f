package dev.countersign.sign.pkcs11;

import dev.countersign.sign.KeyUnavailable;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Finds the token and the private key that a URI means. */
final class TokenSearch {
    private TokenSearch() {}

    /**
     * The key, in a session that has logged in.
     *
     * @throws KeyUnavailable when there is none, or there are several
     */
    static TokenObject find(Pkcs11Uri uri, Cryptoki cryptoki, long session, char[] pin) {
        var found = new ArrayList<TokenObject>();
        for (long handle : cryptoki.objects(session, Cryptoki.CLASS_PRIVATE)) {
            var object = new TokenObject(cryptoki, session, handle, pin);
            if (isMeant(uri, object)) {
                found.add(object);
            }
        }
        return one(uri, found);
    }

    private static boolean isMeant(Pkcs11Uri uri, TokenObject object) {
        return (uri.object() == null || uri.object().equals(object.label()))
                && (uri.id() == null || uri.id().equals(HexFormat.of().formatHex(object.id())));
    }

    private static TokenObject one(Pkcs11Uri uri, List<TokenObject> found) {
        if (found.size() == 1) {
            return found.getFirst();
        }
        var names = String.join(
                ", ",
                found.stream()
                        .map(object -> "\"" + object.label() + "\" id "
                                + HexFormat.of().formatHex(object.id()))
                        .toList());
        throw new KeyUnavailable(
                found.isEmpty()
                        ? "the token has no such private key (expected: one that object= or id= names)"
                        : "the token has several such keys (" + names + "; expected: object= or id= for one of them)"
                                + (uri.object() == null ? "" : ", and labels may repeat"));
    }

    /** The slot with the token that is meant. */
    static long slot(Pkcs11Uri uri, Cryptoki cryptoki) {
        var slots = cryptoki.slots();
        var fitting = slots.stream()
                .filter(slot -> uri.slot() == null || uri.slot().equals(slot))
                .filter(slot -> uri.token() == null || uri.token().equals(cryptoki.label(slot)))
                .toList();
        if (fitting.size() == 1) {
            return fitting.getFirst();
        }
        var labels = String.join(
                ", ",
                slots.stream().map(slot -> "\"" + cryptoki.label(slot) + "\"").toList());
        var expected = " (expected: token= with one of: " + (labels.isEmpty() ? "no token is there" : labels) + ")";
        throw fitting.isEmpty()
                ? KeyUnavailable.away("there is no such token" + expected)
                : new KeyUnavailable("there are several such tokens" + expected);
    }
}
