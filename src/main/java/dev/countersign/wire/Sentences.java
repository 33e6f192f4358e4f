package dev.countersign.wire;

/**
 * The sentences of RSTUF's interface that are the only sign of a state, or that more than one answer has. They are
 * written here, and recognised here, and nowhere else.
 */
public final class Sentences {
    /** Of a path that nothing answers. */
    public static final String NOT_FOUND = "Not Found";

    /** Of a path that answers other methods. */
    public static final String METHOD_NOT_ALLOWED = "Method Not Allowed";

    /** Of a change that is refused before it becomes a task. */
    public static final String NOT_ACCEPTED = "Task not accepted.";

    /** Before a bootstrap has finished: of artifacts, and of everything else. */
    public static final String ARTIFACTS_REQUIRE_BOOTSTRAP = "It requires bootstrap finished";

    public static final String REQUIRES_BOOTSTRAP = "Requires bootstrap finished";

    /** Before what is wrong with a value. */
    public static final String VALUE_ERROR = "Value error, ";

    private static final String PENDING_SIGNATURE = " is pending signature";

    private Sentences() {}

    /** A first root that was handed in without all its signatures. */
    public static String firstRootAwaitsSignatures(int version) {
        return "Root v" + version + PENDING_SIGNATURE;
    }

    /** A role that needs more signatures after this one. */
    public static String awaitsSignatures(String role, int version) {
        return role + " v" + version + PENDING_SIGNATURE + "s";
    }

    /** A role of which nothing waits for signatures, so that nothing can be stopped. */
    public static String notInSigning(String role) {
        return "The " + role + " role is not in a signing process.";
    }

    /** Whether a task that ended well says that signatures are missing before clients see anything of it. */
    public static boolean saysAwaitsSignatures(String sentence) {
        return sentence.contains(PENDING_SIGNATURE);
    }

    /** Whether the interface says that it has nothing at a path; other services do not speak like it. */
    public static boolean saysNothingThere(String detail) {
        return detail.equals(NOT_FOUND) || detail.equals(METHOD_NOT_ALLOWED);
    }

    /** What is wrong with a value, without the words before it. */
    public static String valueProblem(String sentence) {
        return sentence.startsWith(VALUE_ERROR) ? sentence.substring(VALUE_ERROR.length()) : sentence;
    }
}
