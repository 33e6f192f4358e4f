package dev.countersign.guard.npm;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A version as npm orders them (Semantic Versioning 2.0.0, 11).
 *
 * @param release major, minor and patch
 * @param pre what stands behind the dash, by its dots; empty for a release
 */
record SemanticVersion(List<BigInteger> release, List<String> pre) implements Comparable<SemanticVersion> {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,18})\\.(\\d{1,18})\\.(\\d{1,18})(?:-([0-9A-Za-z.-]+))?(?:\\+[0-9A-Za-z.-]+)?");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    static Optional<SemanticVersion> parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        var release = new ArrayList<BigInteger>();
        for (int part = 1; part <= 3; part++) {
            release.add(new BigInteger(form.group(part)));
        }
        return Optional.of(new SemanticVersion(
                release,
                form.group(4) == null ? List.of() : List.of(form.group(4).split("\\.", -1))));
    }

    boolean isRelease() {
        return pre.isEmpty();
    }

    @Override
    public int compareTo(SemanticVersion other) {
        for (int part = 0; part < 3; part++) {
            int order = release.get(part).compareTo(other.release.get(part));
            if (order != 0) {
                return order;
            }
        }
        if (isRelease() || other.isRelease()) {
            return Boolean.compare(isRelease(), other.isRelease());
        }
        for (int part = 0; part < Math.min(pre.size(), other.pre.size()); part++) {
            int order = compare(pre.get(part), other.pre.get(part));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(pre.size(), other.pre.size());
    }

    /** Numbers are before words. */
    private static int compare(String one, String other) {
        boolean number = NUMBER.matcher(one).matches();
        boolean otherNumber = NUMBER.matcher(other).matches();
        if (number && otherNumber) {
            return new BigInteger(one).compareTo(new BigInteger(other));
        }
        return number == otherNumber ? one.compareTo(other) : number ? -1 : 1;
    }
}
