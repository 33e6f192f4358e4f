package dev.countersign.cli.setup;

import java.util.List;

/** What became of a canary. */
sealed interface ProofResult {
    /** Asked of the guard and of nobody else, and refused. */
    record InForce() implements ProofResult {}

    /** Something leads past the guard: sentences. */
    record GoesRound(List<String> reasons) implements ProofResult {
        public GoesRound {
            reasons = List.copyOf(reasons);
        }
    }

    /** The package manager is not on this machine. */
    record NotInstalled(String program) implements ProofResult {}
}
