package dev.countersign.tuf.key;

import dev.countersign.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds private keys in what is about to be published or passed on. No sentence made here repeats what was found. */
public final class PrivateMaterial {
    /** What to do about a private key that has left its owner's hands. */
    public static final String ADVICE = "whoever has seen it can sign with it: throw this key away, make a new one, and"
            + " submit its public half only";

    private static final Set<String> PUBLIC_MEMBERS = Set.of("public", "identity", "issuer");
    private static final Pattern TELLING_NAME =
            Pattern.compile("private|secret|passphrase|password|seed", Pattern.CASE_INSENSITIVE);
    private static final List<String> MARKS = List.of("PRIVATE KEY", "PuTTY-User-Key-File", "AGE-SECRET-KEY-");
    /** Base64 of at least 30 bytes; no private key is shorter. */
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/\\s]{40,}={0,2}\\s*");

    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_-]{1,40}");

    private PrivateMaterial() {}

    /** Where there is private material in a value and what to do about it, in one sentence; empty when there is none. */
    public static Optional<String> in(Json value) {
        return find(value, "").map(place -> place + " (expected: nothing private; " + ADVICE + ")");
    }

    /** Whether a text is or contains a private key: PEM, PuTTY's form, or PEM or DER in base64. */
    public static boolean in(String text) {
        return marked(text) || (BASE64.matcher(text).matches() && encoded(text));
    }

    private static Optional<String> find(Json value, String path) {
        return switch (value) {
            case Json.Str text when in(text.value()) -> Optional.of(at(path) + "holds a private key");
            case Json.Obj object -> inObject(object, path);
            case Json.Arr array -> {
                for (int i = 0; i < array.items().size(); i++) {
                    var found = find(array.items().get(i), path + "[" + i + "]");
                    if (found.isPresent()) {
                        yield found;
                    }
                }
                yield Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    private static Optional<String> inObject(Json.Obj object, String path) {
        boolean isKey = object.get("keyval") instanceof Json.Obj;
        boolean isWebKey = object.get("kty") instanceof Json.Str;
        for (var member : object.members().entrySet()) {
            var name = member.getKey();
            if (in(name)) {
                return Optional.of(at(path) + "a member's name holds a private key");
            }
            var below = path.isEmpty() ? shown(name) : path + "." + shown(name);
            var found = isKey && name.equals("keyval")
                    ? inKeyval((Json.Obj) member.getValue(), below)
                    : (isKey && TELLING_NAME.matcher(name).find()) || (isWebKey && name.equals("d"))
                            ? notEmpty(member.getValue(), below)
                            : find(member.getValue(), below);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> inKeyval(Json.Obj keyval, String path) {
        for (var member : keyval.members().entrySet()) {
            var name = member.getKey();
            var below = path + (PLAIN_NAME.matcher(name).matches() ? "." + name : ", another member than public");
            var found =
                    PUBLIC_MEMBERS.contains(name) ? find(member.getValue(), below) : notEmpty(member.getValue(), below);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Old software writes an empty string where it has no private half. */
    private static Optional<String> notEmpty(Json value, String path) {
        boolean empty = value instanceof Json.Null
                || (value instanceof Json.Str text && text.value().isEmpty());
        return empty ? Optional.empty() : Optional.of(at(path) + "looks like part of a private key");
    }

    private static String at(String path) {
        return path.isEmpty() ? "the text " : path + ": ";
    }

    private static String shown(String name) {
        return name.length() <= 80 ? name : name.substring(0, 80) + "…";
    }

    private static boolean marked(String text) {
        return MARKS.stream().anyMatch(text::contains);
    }

    private static boolean encoded(String text) {
        try {
            var bytes = Base64.getMimeDecoder().decode(text);
            return isPrivateDer(bytes) || marked(new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** PKCS#8, PKCS#1 and SEC 1 are a sequence that begins with the version 0 or 1; nothing public does. */
    private static boolean isPrivateDer(byte[] der) {
        int content = der[0] != 0x30 ? -1 : der[1] >= 0 ? 2 : 2 + (der[1] & 0x7f);
        return content > 0
                && content <= 5
                && der.length > content + 3
                && length(der, content) == der.length - content
                && der[content] == 2
                && der[content + 1] == 1
                && (der[content + 2] == 0 || der[content + 2] == 1);
    }

    private static int length(byte[] der, int content) {
        if (content == 2) {
            return der[1];
        }
        int length = 0;
        for (int i = 2; i < content; i++) {
            length = (length << 8) | (der[i] & 0xff);
        }
        return length;
    }
}
