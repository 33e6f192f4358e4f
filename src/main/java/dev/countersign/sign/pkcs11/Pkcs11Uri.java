package dev.countersign.sign.pkcs11;

import dev.countersign.sign.KeyUnavailable;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a key lives in a PKCS#11 token, as an RFC 7512 URI without its scheme:
 * {@code token=Holder;object=root-key?module-path=/usr/lib/libykcs11.so&pin-source=file:/run/pin}.
 *
 * @param module the file of the token's library
 * @param token the token's label; null when any will do
 * @param slot the slot's number; null when any will do
 * @param object the key's label; null when the id names the key, or there is only one
 * @param id the key's id, in hexadecimal; null when the label names the key, or there is only one
 * @param pinSource the file that holds the PIN, or null
 * @param pinValue the PIN itself, or null; without both it is asked for
 */
record Pkcs11Uri(
        String module,
        @Nullable String token,
        @Nullable Long slot,
        @Nullable String object,
        @Nullable String id,
        @Nullable String pinSource,
        @Nullable String pinValue) {

    /**
     * Reads what follows {@code pkcs11:}.
     *
     * @throws KeyUnavailable when it is no such URI, or names no module
     */
    static Pkcs11Uri parse(String location) {
        return parse(location, null);
    }

    /**
     * As {@link #parse(String)}, of a URI that need not name a module.
     *
     * @param usual the module of one that names none; null for none
     */
    static Pkcs11Uri parse(String location, @Nullable String usual) {
        int question = location.indexOf('?');
        var path = attributes(question < 0 ? location : location.substring(0, question), ";");
        var query = attributes(question < 0 ? "" : location.substring(question + 1), "&");
        var module = query.getOrDefault("module-path", usual);
        if (module == null) {
            throw malformed("no module-path (expected: such as ?module-path=/usr/lib/libykcs11.so)");
        }
        return new Pkcs11Uri(
                text(module),
                Optional.ofNullable(path.get("token")).map(Pkcs11Uri::text).orElse(null),
                slot(path.get("slot-id")),
                Optional.ofNullable(path.get("object")).map(Pkcs11Uri::text).orElse(null),
                Optional.ofNullable(path.get("id"))
                        .map(id -> HexFormat.of().formatHex(decoded(id)))
                        .orElse(null),
                Optional.ofNullable(query.get("pin-source"))
                        .map(Pkcs11Uri::file)
                        .orElse(null),
                Optional.ofNullable(query.get("pin-value")).map(Pkcs11Uri::text).orElse(null));
    }

    private static Map<String, String> attributes(String part, String separator) {
        var attributes = new HashMap<String, String>();
        for (var attribute : part.split(separator, -1)) {
            int equals = attribute.indexOf('=');
            if (attribute.isEmpty()) {
                continue;
            }
            if (equals < 1 || attributes.put(attribute.substring(0, equals), attribute.substring(equals + 1)) != null) {
                throw malformed("an attribute without a value, or twice (expected: name=value, each once)");
            }
        }
        return attributes;
    }

    private static @Nullable Long slot(@Nullable String value) {
        if (value == null) {
            return null;
        }
        if (!value.matches("[0-9]{1,18}")) {
            throw malformed("slot-id is not a number");
        }
        return Long.valueOf(value);
    }

    private static String file(String value) {
        var file = text(value);
        if (file.startsWith("|")) {
            throw malformed("pin-source is a command, which is not run (expected: file:/path)");
        }
        return file.startsWith("file:") ? file.substring("file:".length()).replaceFirst("^//", "") : file;
    }

    private static String text(String value) {
        return new String(decoded(value), StandardCharsets.UTF_8);
    }

    private static byte[] decoded(String value) {
        var plain = value.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream(plain.length);
        for (int i = 0; i < plain.length; i++) {
            if (plain[i] != '%') {
                out.write(plain[i]);
            } else if (i + 2 < plain.length && hex(plain[i + 1]) >= 0 && hex(plain[i + 2]) >= 0) {
                out.write(hex(plain[i + 1]) << 4 | hex(plain[i + 2]));
                i += 2;
            } else {
                throw malformed("a % without two hexadecimal digits after it");
            }
        }
        return out.toByteArray();
    }

    private static int hex(byte digit) {
        return Character.digit(digit, 16);
    }

    private static KeyUnavailable malformed(String problem) {
        return new KeyUnavailable("pkcs11 URI: " + problem);
    }

    /** Never shows the PIN. */
    @Override
    public String toString() {
        var parts = new ArrayList<String>();
        Optional.ofNullable(token).ifPresent(value -> parts.add("token=" + value));
        Optional.ofNullable(slot).ifPresent(value -> parts.add("slot-id=" + value));
        Optional.ofNullable(object).ifPresent(value -> parts.add("object=" + value));
        Optional.ofNullable(id).ifPresent(value -> parts.add("id=" + value));
        return "pkcs11:" + String.join(";", parts);
    }
}
