package dev.countersign.access.oidc;

import dev.countersign.access.InvalidRule;
import dev.countersign.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a rule asks of a claim. */
public sealed interface ClaimCondition {
    boolean isMetBy(@Nullable Json claim);

    /** Whether every claim meets it, so that it keeps nobody out. */
    boolean isOpen();

    /** Met by a text, number, true or false that matches one of the patterns, and by a list that holds one. */
    record OneOf(List<ClaimPattern> patterns) implements ClaimCondition {
        public OneOf {
            patterns = List.copyOf(patterns);
            if (patterns.isEmpty()) {
                throw new InvalidRule("no value (expected: at least one that the claim may have)");
            }
        }

        @Override
        public boolean isMetBy(@Nullable Json claim) {
            return claim instanceof Json.Arr list ? list.items().stream().anyMatch(this::matches) : matches(claim);
        }

        private boolean matches(@Nullable Json value) {
            return plain(value)
                    .filter(text -> patterns.stream().anyMatch(pattern -> pattern.matches(text)))
                    .isPresent();
        }

        private static Optional<String> plain(@Nullable Json value) {
            return switch (value) {
                case Json.Str text -> Optional.of(text.value());
                case Json.Int number -> Optional.of(Long.toString(number.value()));
                case Json.Bool flag -> Optional.of(Boolean.toString(flag.value()));
                case null, default -> Optional.empty();
            };
        }

        @Override
        public boolean isOpen() {
            return patterns.stream().anyMatch(ClaimPattern::isOpen);
        }
    }

    /** Met by an object that has all these members, each meeting its condition. */
    record EveryMember(Map<String, ClaimCondition> members) implements ClaimCondition {
        public EveryMember {
            members = Map.copyOf(members);
        }

        @Override
        public boolean isMetBy(@Nullable Json claim) {
            return claim instanceof Json.Obj object
                    && members.entrySet().stream()
                            .allMatch(each -> each.getValue().isMetBy(object.get(each.getKey())));
        }

        @Override
        public boolean isOpen() {
            return members.values().stream().allMatch(ClaimCondition::isOpen);
        }
    }
}
