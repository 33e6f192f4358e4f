package dev.countersign.app.config;

import dev.countersign.access.Grant;
import dev.countersign.access.Grants;
import dev.countersign.access.InvalidRule;
import dev.countersign.access.certificate.CertificateName;
import dev.countersign.access.certificate.CertificateName.NameKind;
import dev.countersign.access.certificate.CertificateRule;
import dev.countersign.access.oidc.ClaimCondition;
import dev.countersign.access.oidc.ClaimPattern;
import dev.countersign.access.oidc.ClaimRule;
import dev.countersign.access.oidc.Issuer;
import dev.countersign.access.oidc.JwsAlgorithm;
import dev.countersign.app.config.Config.Access.TrustedIssuer;
import dev.countersign.json.Printable;
import dev.countersign.tuf.RepositoryName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules that make callers of tokens of issuers and of certificates. */
final class AccessRules {

    private static final String ALGORITHMS =
            Arrays.stream(JwsAlgorithm.values()).map(JwsAlgorithm::word).collect(Collectors.joining(", "));

    private AccessRules() {}

    static List<TrustedIssuer> issuers(List<Entry> entries) {
        var seen = new HashSet<String>();
        var issuers = new ArrayList<TrustedIssuer>();
        for (var entry : entries) {
            var issuer = issuer(entry);
            if (!seen.add(issuer.issuer().id())) {
                throw entry.member("issuer").refused("each issuer once, with all its rules");
            }
            issuers.add(issuer);
        }
        return List.copyOf(issuers);
    }

    private static TrustedIssuer issuer(Entry entry) {
        var id = entry.member("issuer").read(text -> {
            var _ = Issuer.address(text);
            return text;
        });
        var audience = Set.copyOf(entry.member("audience").texts());
        var algorithms = entry.optional("algorithms")
                .map(words -> words.readAll(AccessRules::algorithm))
                .orElseGet(() -> List.copyOf(EnumSet.allOf(JwsAlgorithm.class)));
        var keys = entry.optional("keys").map(address -> address.read(Issuer::address));
        var rules = entry.member("rules").entries().stream()
                .map(AccessRules::claimRule)
                .toList();
        var ca = entry.optional("ca").map(Entry::path).orElse(null);
        entry.refuseUnknown();
        return new TrustedIssuer(
                entry.checked(() -> new Issuer(id, audience, Set.copyOf(algorithms), keys, rules)), ca);
    }

    private static JwsAlgorithm algorithm(String word) {
        return JwsAlgorithm.parse(word)
                .orElseThrow(() -> new InvalidRule(
                        Printable.quoted(word) + " (expected: asymmetric ones, of " + ALGORITHMS + ")"));
    }

    private static ClaimRule claimRule(Entry entry) {
        var claims = conditions(entry.member("claims"));
        var grants = grants(entry);
        entry.refuseUnknown();
        return entry.checked(() -> new ClaimRule(claims, grants));
    }

    private static Map<String, ClaimCondition> conditions(Entry entry) {
        var conditions = new LinkedHashMap<String, ClaimCondition>();
        entry.names().forEach(name -> conditions.put(name, condition(entry.member(name))));
        return conditions;
    }

    private static ClaimCondition condition(Entry entry) {
        return entry.isGroup()
                ? new ClaimCondition.EveryMember(conditions(entry))
                : entry.checked(() -> new ClaimCondition.OneOf(
                        entry.texts().stream().map(ClaimPattern::new).toList()));
    }

    /** A rule gives something on one repository, or expressly on all: what is for one cannot be used on another. */
    private static Grants grants(Entry entry) {
        var repository = entry.optional("repository")
                .map(name -> name.read(AccessRules::repository))
                .orElse(Optional.of(RepositoryName.DEFAULT));
        var grants = entry.member("grants");
        var read = grants.readAll(text -> Grant.parse(text, repository));
        if (read.isEmpty()) {
            throw grants.refused("at least one grant, such as artifacts:app/**");
        }
        return new Grants(read);
    }

    private static Optional<RepositoryName> repository(String name) {
        return name.equals(Grant.ALL)
                ? Optional.empty()
                : Optional.of(RepositoryName.parse(name)
                        .orElseThrow(() -> new InvalidRule(Printable.quoted(name)
                                + " (expected: the name of a repository, " + RepositoryName.FORM + "; or * for all)")));
    }

    static List<CertificateRule> certificates(List<Entry> entries) {
        return entries.stream().map(AccessRules::certificate).toList();
    }

    private static CertificateRule certificate(Entry entry) {
        var names = new ArrayList<CertificateName>();
        entry.optional("subject")
                .map(name -> name.read(CertificateName::subject))
                .ifPresent(names::add);
        for (var kind : NameKind.values()) {
            entry.optional(kind.word())
                    .map(name -> name.read(text -> CertificateName.alternative(kind, text)))
                    .ifPresent(names::add);
        }
        var grants = grants(entry);
        entry.refuseUnknown();
        return entry.checked(() -> new CertificateRule(names, grants));
    }
}
