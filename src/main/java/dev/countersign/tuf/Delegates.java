package dev.countersign.tuf;

import dev.countersign.json.InvalidValue;
import dev.countersign.json.Members;
import java.util.List;

/** To whom a targets role delegates: roles by name, or the bins of a hash (TAP 15). */
public sealed interface Delegates permits Delegates.Roles, SuccinctRoles {
    /** Named roles, most important first. */
    record Roles(List<DelegatedRole> roles) implements Delegates {
        /**
         * Checks the parts.
         *
         * @throws InvalidValue when a name occurs twice
         */
        public Roles {
            roles = List.copyOf(roles);
            Members.requireDistinct(
                    "name", roles.stream().map(DelegatedRole::name).toList());
        }
    }
}
