package dev.countersign.access.oidc;

import dev.countersign.access.Grants;
import dev.countersign.access.InvalidRule;
import dev.countersign.json.Json;
import dev.countersign.json.Printable;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An issuer whose tokens are credentials, as far as its rules go.
 *
 * @param id how its tokens name it, compared character by character
 * @param audience its tokens must be for one of these, which should belong to this service alone
 * @param keys where its keys are; empty when its discovery document says that
 */
public record Issuer(
        String id, Set<String> audience, Set<JwsAlgorithm> algorithms, Optional<URI> keys, List<ClaimRule> rules) {
    public Issuer {
        audience = Set.copyOf(audience);
        algorithms = Set.copyOf(algorithms);
        rules = List.copyOf(rules);
        if (audience.isEmpty() || audience.contains("") || algorithms.isEmpty() || rules.isEmpty()) {
            throw new InvalidRule("without audience, algorithms or rules (expected: at least one of each)");
        }
        if (address(id).getRawQuery() != null) {
            throw new InvalidRule(Printable.quoted(id) + " (expected: an address without a query)");
        }
    }

    /**
     * An address whose answers nobody can change on the way.
     *
     * @throws InvalidRule for any other
     */
    public static URI address(String text) {
        return Discovery.trustedAddress(text)
                .orElseThrow(() -> new InvalidRule(Printable.quoted(text)
                        + " (expected: an https address; http only for 127.0.0.1, [::1] and localhost)"));
    }

    /** The grants of all rules that the claims meet. */
    Grants grants(Json.Obj claims) {
        return new Grants(rules.stream()
                .filter(rule -> rule.isMetBy(claims))
                .flatMap(rule -> rule.grants().all().stream())
                .distinct()
                .toList());
    }
}
