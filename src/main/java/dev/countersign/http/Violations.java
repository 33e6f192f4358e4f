package dev.countersign.http;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with one request, collected while it is read; at most {@value #MAX} are kept. */
public final class Violations {
    static final int MAX = 50;

    private final List<Violation> found = new ArrayList<>();

    public void add(Violation violation) {
        if (!full()) {
            found.add(violation);
        }
    }

    public boolean none() {
        return found.isEmpty();
    }

    /** Whether reading on would report nothing more. */
    public boolean full() {
        return found.size() >= MAX;
    }

    /** @throws Refusal.Invalid when anything was found */
    public void check() {
        if (!found.isEmpty()) {
            throw new Refusal.Invalid(found);
        }
    }
}
