package dev.countersign.access.oidc;

import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * What a claim must be: this text, in which {@code *} stands for any characters but {@code /}, {@code :} and {@code @}, and
 * {@code **} for any at all. Issuers separate the parts of a claim by those three, so a single star never matches beyond one
 * part, such as the name of a branch, which a stranger may choose. No other character has a meaning.
 */
public final class ClaimPattern {
    private static final int PART = -1;
    private static final int ANYTHING = -2;

    private final String text;
    /** Characters, and a number each for the two kinds of star. */
    private final int[] tokens;

    public ClaimPattern(String text) {
        this.text = text;
        this.tokens = tokens(text);
    }

    private static int[] tokens(String text) {
        var tokens = IntStream.builder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("**", i)) {
                tokens.add(ANYTHING);
                i++;
            } else {
                tokens.add(text.charAt(i) == '*' ? PART : text.charAt(i));
            }
        }
        return tokens.build().toArray();
    }

    /** Whether it is nothing but stars. */
    public boolean isOpen() {
        return text.replace("*", "").isEmpty();
    }

    /** Takes at most as many steps as the product of both lengths. */
    boolean matches(String claim) {
        if (text.indexOf('*') < 0) {
            return text.equals(claim);
        }
        var reached = beyondStars(start());
        for (int i = 0; i < claim.length() && !reached.isEmpty(); i++) {
            reached = beyondStars(after(reached, claim.charAt(i)));
        }
        return reached.get(tokens.length);
    }

    private static BitSet start() {
        var start = new BitSet();
        start.set(0);
        return start;
    }

    private BitSet after(BitSet reached, char c) {
        var next = new BitSet();
        reached.stream().filter(at -> at < tokens.length).forEach(at -> {
            if (tokens[at] == c) {
                next.set(at + 1);
            } else if (tokens[at] == ANYTHING || (tokens[at] == PART && !isSeparator(c))) {
                next.set(at);
            }
        });
        return next;
    }

    /** A star may stand for nothing. */
    private BitSet beyondStars(BitSet reached) {
        for (int at = reached.nextSetBit(0); at >= 0 && at < tokens.length; at = reached.nextSetBit(at + 1)) {
            if (tokens[at] < 0) {
                reached.set(at + 1);
            }
        }
        return reached;
    }

    private static boolean isSeparator(char c) {
        return c == '/' || c == ':' || c == '@';
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClaimPattern pattern && text.equals(pattern.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
