package dev.countersign.e2e;

import dev.countersign.json.CanonicalJson;
import dev.countersign.json.Json;
import dev.countersign.sign.file.GeneratedKey;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The people of the recordings with keys of our own, of the same kinds, and everything a fixture may name.
 *
 * <p>{@code ${alice}} is a key as it stands in metadata, {@code ${alice.id}} its id, {@code ${alice over v1}} her
 * signature over a document or over what waits under a role's name, {@code ${in 30 days}} an instant, any other name a
 * document. The names in {@link WireShape} are left as they are.
 */
final class Cast {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern NAMED = Pattern.compile("\\$\\{([^}]+)}");
    private static final Pattern DAYS = Pattern.compile("in (\\d+) days");

    private final Map<String, GeneratedKey> keys = new HashMap<>();
    private final Map<String, Json> named = new HashMap<>();
    private final Map<String, Json> signatures = new HashMap<>();

    /** Makes all keys; those of the service, but the one that is absent, are put where it looks for them. */
    Cast(Path directory) throws IOException {
        add("alice", KeyKind.ED25519);
        add("bob", KeyKind.ECDSA_P256);
        add("carol", KeyKind.RSA_2048);
        add("dave", KeyKind.ED25519);
        for (var online : Map.of("online1", KeyKind.ED25519, "online2", KeyKind.ECDSA_P256, "absent", KeyKind.ED25519)
                .entrySet()) {
            var key = add(online.getKey(), online.getValue());
            var id = key.toKey().id().value();
            var json = (Json.Obj) named.get(online.getKey());
            name(online.getKey(), json.with("x-rstuf-online-key-uri", new Json.Str("fn:" + id)));
            if (!online.getKey().equals("absent")) {
                Files.writeString(
                        Files.createDirectories(directory).resolve(id),
                        key.toPem(null).utf8());
            }
        }
    }

    private GeneratedKey add(String name, KeyKind kind) {
        var key = PrivateKeys.generate(kind, RANDOM);
        var shown = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        keys.put(name, key);
        name(name, key.toKey().json().with("x-rstuf-key-name", new Json.Str(shown)));
        name(name + ".id", new Json.Str(key.toKey().id().value()));
        return key;
    }

    /** Gives a value a name, or another value to a name. */
    void name(String name, Json value) {
        named.put(name, value);
    }

    /** The value with everything in it that has a name. */
    Json resolve(Json template) {
        return switch (template) {
            case Json.Obj object -> {
                var resolved = Json.Obj.EMPTY;
                for (var member : object.members().entrySet()) {
                    resolved = resolved.with(text(member.getKey()), resolve(member.getValue()));
                }
                yield resolved;
            }
            case Json.Arr array -> {
                List<Json> items = new ArrayList<>();
                array.items().forEach(item -> items.add(resolve(item)));
                yield new Json.Arr(items);
            }
            case Json.Str string -> {
                var whole = NAMED.matcher(string.value());
                yield whole.matches() && !WireShape.isOpen(string.value())
                        ? value(whole.group(1))
                        : new Json.Str(text(string.value()));
            }
            default -> template;
        };
    }

    /** The text with everything in it that has a name. */
    String text(String template) {
        return NAMED.matcher(template)
                .replaceAll(name -> Matcher.quoteReplacement(
                        WireShape.isOpen(name.group()) ? name.group() : ((Json.Str) value(name.group(1))).value()));
    }

    private Json value(String name) {
        var days = DAYS.matcher(name);
        if (days.matches()) {
            var then = Instant.now().plus(Duration.ofDays(Long.parseLong(days.group(1))));
            return new Json.Str(then.truncatedTo(ChronoUnit.SECONDS).toString());
        }
        var over = name.indexOf(" over ");
        if (over > 0) {
            return signature(name.substring(0, over), value(name.substring(over + " over ".length())));
        }
        var value = named.get(name);
        if (value == null) {
            throw new IllegalArgumentException("${" + name + "} (expected: a name that the fixture has given)");
        }
        return value;
    }

    /** Made once: some kinds of key never sign twice alike, and what was sent must come back. */
    private Json signature(String holder, Json signed) {
        var bytes = CanonicalJson.encode(signed);
        return signatures.computeIfAbsent(
                holder + " " + bytes.sha256().hex(),
                _ -> new Json.Str(keys.get(holder).signer().sign(bytes).sig()));
    }
}
