package dev.countersign.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Text that comes from this machine and goes to it. The JVM decodes arguments, variables and names of files by the
 * locale's character set. A byte that does not fit becomes U+FFFD and is lost, so such text is refused.
 */
public final class NativeText {
    private static final char LOST = '\uFFFD';
    private static final String ASCII = "ANSI_X3.4-1968";

    private NativeText() {}

    /**
     * Makes output the same on every machine: digits and case rules of no locale, also in libraries, and UTF-8 where
     * the locale knows only ASCII.
     */
    public static void settle() {
        Locale.setDefault(Locale.ROOT);
        if (isAscii("stdout.encoding")) {
            System.setOut(utf8(FileDescriptor.out));
        }
        if (isAscii("stderr.encoding")) {
            System.setErr(utf8(FileDescriptor.err));
        }
    }

    /** Whether some of the text could not be read. */
    public static boolean isLost(String text) {
        return text.indexOf(LOST) >= 0;
    }

    /** What to do about it: the end of a sentence. */
    public static String remedy() {
        return "holds bytes that are no text in this locale's character set, " + charset()
                + "; use UTF-8 names, and set LC_ALL=C.UTF-8";
    }

    /** Why a name can be no file here, and what to do about it. */
    public static String reason(InvalidPathException impossible) {
        return isUtf8()
                ? impossible.getReason()
                : "this locale's character set is " + charset() + "; set LC_ALL=C.UTF-8";
    }

    /**
     * Says which argument, or which variable of ours, could not be read; empty when all is well. Where the locale is
     * UTF-8, U+FFFD in an argument may be meant: an older version has published such names, and they can be removed.
     */
    public static Optional<String> problem(List<String> arguments, Map<String, String> environment) {
        if (isUtf8()) {
            return Optional.empty();
        }
        return arguments.stream()
                .filter(NativeText::isLost)
                .findFirst()
                .map(argument -> "the argument \"" + argument + "\"")
                .or(() -> environment.entrySet().stream()
                        .filter(variable -> variable.getKey().startsWith("COUNTERSIGN_") && isLost(variable.getValue()))
                        .findFirst()
                        .map(variable -> "the variable " + variable.getKey()))
                .map(what -> what + " " + remedy());
    }

    private static String charset() {
        return System.getProperty("sun.jnu.encoding");
    }

    private static boolean isUtf8() {
        return charset().equals(StandardCharsets.UTF_8.name());
    }

    private static boolean isAscii(String property) {
        var name = System.getProperty(property, "");
        return name.equals(ASCII) || name.equals(StandardCharsets.US_ASCII.name());
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
