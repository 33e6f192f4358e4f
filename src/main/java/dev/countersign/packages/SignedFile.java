package dev.countersign.packages;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.InvalidValue;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the signed list of a project says of one of its files.
 *
 * @param content its length and hashes, as its own target has them
 * @param yanked whether it is still there only for those who ask for exactly this version
 * @param requirements the SHA-256 of what a resolver is told of it; null when that is not known
 */
public record SignedFile(
        TargetFile content, boolean yanked, @Nullable String requirements) {
    public SignedFile {
        content = new TargetFile(content.length(), content.hashes(), null);
        if (requirements != null && !HashAlgorithm.SHA256.isDigest(requirements)) {
            throw new InvalidValue("requirements", requirements, HashAlgorithm.SHA256.form());
        }
    }

    /** @throws InvalidInput when a member is missing or not what it must be */
    static SignedFile read(Members file) {
        return new SignedFile(
                TargetFile.fromJson(file.object()),
                file.has("yanked") && file.bool("yanked"),
                file.has("requirements") ? file.string("requirements") : null);
    }

    Json toJson(String name) {
        var json = Json.object().put("name", name).put("requirements", requirements);
        content.toJson().members().forEach(json::put);
        if (yanked) {
            json.put("yanked", true);
        }
        return json.build();
    }

    /** In what an index shows this file otherwise. */
    Optional<Discrepancy> compare(ListedFile shown) {
        for (var claim : shown.claimed().entrySet()) {
            var signed = content.hashes().get(claim.getKey());
            if (signed != null && !signed.equals(claim.getValue())) {
                return Optional.of(
                        new Discrepancy.Altered(shown.name(), claim.getKey().wireName()));
            }
        }
        if (shown.size() != null && shown.size() != content.length()) {
            return Optional.of(new Discrepancy.Altered(shown.name(), "size"));
        }
        if (requirements != null && !requirements.equals(shown.requirements())) {
            return Optional.of(new Discrepancy.Altered(shown.name(), "requirements"));
        }
        return yanked == shown.yanked()
                ? Optional.empty()
                : Optional.of(new Discrepancy.Yanked(shown.name(), shown.yanked()));
    }
}
