package dev.countersign.http;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with one request, collected while it is read; at most {@value #MAX} are kept. */
final class Violations {
    static final int MAX = 50;

    private final List<Violation> found = new ArrayList<>();

    void add(Violation violation) {
        if (!full()) {
            found.add(violation);
        }
    }

    boolean none() {
        return found.isEmpty();
    }

    /** Whether reading on would report nothing more. */
    boolean full() {
        return found.size() >= MAX;
    }

    /** @throws Refusal.Invalid when anything was found */
    void check() {
        if (!found.isEmpty()) {
            throw new Refusal.Invalid(found);
        }
    }
}
