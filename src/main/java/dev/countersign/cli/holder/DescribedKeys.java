package dev.countersign.cli.holder;

import dev.countersign.ceremony.KeyMembers;
import dev.countersign.ceremony.RoleDraft;
import dev.countersign.cli.DeclaredMembers;
import dev.countersign.cli.key.KeyRing;
import dev.countersign.json.Json;
import dev.countersign.sign.pkcs11.Pkcs11Keys;
import dev.countersign.tuf.key.Key;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys and roles as users describe them: {@code name}, {@code public-key}, for the online key {@code uri}, too. */
public final class DescribedKeys {
    private final KeyRing ring;
    private final Path folder;

    /** @param folder that relative names of files start from */
    public DescribedKeys(KeyRing ring, Path folder) {
        this.ring = ring;
        this.folder = folder;
    }

    /** Where relative names of files in a file start from: the current folder without one. */
    public static Path folderOf(@Nullable Path file) {
        var parent = file == null ? null : file.toAbsolutePath().getParent();
        return parent == null ? Path.of("").toAbsolutePath() : parent;
    }

    /** A holder's public key. */
    public Key holder(DeclaredMembers described) {
        described.only("name", "public-key");
        return KeyMembers.named(publicKey(described), described.text("name").orElse(null));
    }

    public List<Key> holders(List<DeclaredMembers> described) {
        return described.stream().map(this::holder).toList();
    }

    /** The online key, with the URI of its private half; that of the public key when that is named by one. */
    public Key online(DeclaredMembers described) {
        described.only("name", "public-key", "uri");
        var from = KeyRing.publicUri(described.requiredText("public-key"));
        var named =
                KeyMembers.named(publicKey(described), described.text("name").orElse(null));
        return KeyMembers.online(named, described.text("uri").or(() -> from).orElse(null));
    }

    private Key publicKey(DeclaredMembers described) {
        return ring.publicKey(file(described.requiredText("public-key")));
    }

    /** The name of a key file, from the folder; URIs stay as they are. */
    public String file(String name) {
        return KeyRing.isUri(name) ? name : folder.resolve(name).toString();
    }

    /** A custom delegated role. */
    public RoleDraft role(DeclaredMembers described) {
        described.only("name", "paths", "terminating", "threshold", "expiration", "keys", "position");
        var keys = holders(described.objects("keys"));
        var days = described.number("expiration");
        var position = described.number("position");
        return new RoleDraft(
                        described.requiredText("name"),
                        described.texts("paths"),
                        described.flag("terminating").orElse(true),
                        described.number("threshold").orElse(Math.max(1, keys.size())),
                        days.isPresent() ? Integer.valueOf(days.getAsInt()) : null,
                        keys)
                .at(position.isPresent() ? Integer.valueOf(position.getAsInt()) : null);
    }

    /** {@code NAME=FILE} or {@code FILE}, as on the command line, in the form it has in a file. */
    public static Json.Obj parseOption(String value) {
        int equals = value.indexOf('=');
        int uri = value.indexOf(Pkcs11Keys.SCHEME + ":");
        int split = uri >= 0 && uri < equals ? uri - 1 : equals;
        var key = Json.object().put("public-key", absolute(value.substring(split + 1)));
        return split > 0 ? key.put("name", value.substring(0, split)).build() : key.build();
    }

    /** File names on the command line are relative to the current folder, whatever file is given beside them. */
    public static String absolute(String name) {
        return KeyRing.isUri(name) ? name : Path.of(name).toAbsolutePath().toString();
    }

    public static Json.Arr parseOptions(List<String> values) {
        return new Json.Arr(
                values.stream().<Json>map(DescribedKeys::parseOption).toList());
    }
}
