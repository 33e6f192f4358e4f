package dev.countersign.access.oidc;

import dev.countersign.access.Grants;
import dev.countersign.access.InvalidRule;
import dev.countersign.json.Json;
import java.util.Map;

/** What whoever has these claims may do. */
public record ClaimRule(Map<String, ClaimCondition> claims, Grants grants) {
    /** @throws InvalidRule for a rule that every token of the issuer meets: issuers have many other users */
    public ClaimRule {
        claims = Map.copyOf(claims);
        if (claims.values().stream().allMatch(ClaimCondition::isOpen)) {
            throw new InvalidRule("no claim that must have a certain value (expected: at least one; without it every"
                    + " token of the issuer for this audience is accepted)");
        }
    }

    boolean isMetBy(Json.Obj all) {
        return claims.entrySet().stream().allMatch(each -> each.getValue().isMetBy(all.get(each.getKey())));
    }
}
