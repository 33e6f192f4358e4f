package dev.countersign.app.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.app.config.StartFailure;
import dev.countersign.cli.PrivateFile;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.sign.file.GeneratedKey;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.Validity;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Role;
import dev.countersign.wire.WireNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The ceremony of a demonstration repository: two root keys that lie unencrypted beside the service, which no real
 * repository may do, an online key, and a root signed by both. What was made once is used again, so that a start that
 * was interrupted goes on where it was.
 */
public final class Demonstration {

    private static final int ROOT_KEYS = 2;
    private static final int ROOT_DAYS = 365;

    private static final JsonLimits LIMITS = new JsonLimits(64, 1 << 20);

    private final Path rootKeys;
    private final Path onlineKeys;

    /** @param onlineKeys where the service looks for {@code fn:} keys */
    public Demonstration(Path rootKeys, Path onlineKeys) {
        this.rootKeys = rootKeys;
        this.onlineKeys = onlineKeys;
    }

    /** The body of the bootstrap request. */
    public String bootstrap(int bins, Instant now) {
        try {
            return payload(root(now), bins).toText();
        } catch (IOException failed) {
            throw StartFailure.unavailable(rootKeys + ": the demonstration's keys cannot be written or read ("
                    + StartFailure.reason(failed) + "); correct that, or name another folder with --data");
        }
    }

    private Json root(Instant now) throws IOException {
        var finished = rootKeys.resolve(RootSuccession.FIRST_FILE);
        if (!Files.exists(finished)) {
            PrivateFile.createFolder(rootKeys);
            PrivateFile.createFolder(onlineKeys);
            // Last: a crash before this line leaves keys that sign nothing, and new ones are made.
            PrivateFile.replace(finished, newRoot(now).toBytes().toByteArray());
        }
        return Json.parse(Bytes.wrap(Files.readAllBytes(finished)), LIMITS);
    }

    private Metadata<Root> newRoot(Instant now) throws IOException {
        var random = new SecureRandom();
        var online = PrivateKeys.generate(KeyKind.ED25519, random);
        var holders =
                List.of(PrivateKeys.generate(KeyKind.ED25519, random), PrivateKeys.generate(KeyKind.ED25519, random));
        // The name under which the service looks for a key whose metadata does not say where it lies.
        write(onlineKeys.resolve(online.toKey().id().value()), online);
        for (int holder = 1; holder <= ROOT_KEYS; holder++) {
            write(rootKeys.resolve("root-key-" + holder + ".pem"), holders.get(holder - 1));
        }
        PrivateFile.replace(rootKeys.resolve("WARNING.txt"), WARNING.getBytes(UTF_8));

        var keys = new LinkedHashMap<KeyId, Key>();
        holders.forEach(holder -> keys.put(holder.toKey().id(), holder.toKey()));
        keys.put(online.toKey().id(), online.toKey());
        var holderIds = holders.stream().map(holder -> holder.toKey().id()).toList();
        var onlineRole = new Role(List.of(online.toKey().id()), 1);
        var expires = Validity.expiry(now, ROOT_DAYS);
        var root = Metadata.of(
                Root.draft(1, expires, keys, new Role(holderIds, ROOT_KEYS), onlineRole, onlineRole, onlineRole),
                List.of());
        for (var holder : holders) {
            root = root.withSignature(holder.signer().sign(root.signedBytes()));
        }
        return root;
    }

    private static void write(Path file, GeneratedKey key) throws IOException {
        PrivateFile.replace(file, key.toPem(null).toByteArray());
    }

    private static Json payload(Json root, int bins) {
        var roles = Json.object()
                .put("root", expiration(ROOT_DAYS))
                .put("targets", expiration(365))
                .put("snapshot", expiration(7))
                .put("timestamp", expiration(1))
                .put("bins", expiration(30).with(WireNames.NUMBER_OF_BINS, new Json.Int(bins)))
                .build();
        return Json.object()
                .put(
                        WireNames.SETTINGS,
                        Json.object().put(WireNames.ROLES, roles).build())
                .put(WireNames.METADATA, Json.object().put("root", root).build())
                .build();
    }

    private static Json.Obj expiration(int days) {
        return Json.object().put(WireNames.EXPIRATION, days).build();
    }

    private static final String WARNING = """
        These root keys are for a demonstration: they are not encrypted, and they lie beside the service.
        Whoever can read them can replace every other key of the repository.
        A real repository's root keys are made by its key holders, on their own machines, and never come here.
        """;
}
