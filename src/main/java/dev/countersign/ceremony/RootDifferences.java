package dev.countersign.ceremony;

import dev.countersign.json.Json;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What one root does differently from another: keys, thresholds, expiry, online key, and every other member. */
public final class RootDifferences {
    private final List<Difference> differences = new ArrayList<>();
    private final @Nullable Root before;
    private final Root after;

    private RootDifferences(@Nullable Root before, Root after) {
        this.before = before;
        this.after = after;
    }

    /** From one root to the next; a first root differs in everything it says. */
    public static List<Difference> between(@Nullable Root before, Root after) {
        var found = new RootDifferences(before, after);
        RoleName.TOP_LEVEL.forEach(found::role);
        found.expiry();
        found.otherMembers();
        return List.copyOf(found.differences);
    }

    private void role(RoleName name) {
        var now = after.role(name);
        var was = before == null ? null : before.role(name);
        for (var id : now.keyids()) {
            if (was == null || !was.keyids().contains(id)) {
                differences.add(Difference.added(subject(name, key(after, id)), described(key(after, id))));
            }
        }
        if (was != null && before != null) {
            for (var id : was.keyids()) {
                kept(name, key(before, id), now.keyids().contains(id) ? key(after, id) : null);
            }
        }
        threshold(name, now, was);
    }

    private void kept(RoleName name, Key was, @Nullable Key now) {
        if (now == null) {
            differences.add(Difference.removed(subject(name, was), was.scheme()));
        } else if (!was.sameKeyAs(now)) {
            differences.add(Difference.changed(subject(name, now), described(was), "ANOTHER KEY under the same id"));
        } else if (!was.equals(now)) {
            differences.add(Difference.changed(subject(name, now), described(was), described(now)));
        }
    }

    private void threshold(RoleName name, Role now, @Nullable Role was) {
        var subject = name + " threshold";
        if (was == null) {
            differences.add(Difference.added(
                    subject, now.threshold() + " of " + now.keyids().size()));
        } else if (was.threshold() != now.threshold()
                || was.keyids().size() != now.keyids().size()) {
            differences.add(Difference.changed(
                    subject,
                    was.threshold() + " of " + was.keyids().size(),
                    now.threshold() + " of " + now.keyids().size()));
        }
    }

    private void expiry() {
        var subject = "root expires";
        if (before == null) {
            differences.add(Difference.added(subject, Shown.time(after.expires())));
        } else if (!before.expires().equals(after.expires())) {
            differences.add(Difference.changed(subject, Shown.time(before.expires()), Shown.time(after.expires())));
        }
    }

    /** Members that this program does not know are signed, too, so they are shown. */
    private void otherMembers() {
        var was = before == null ? Json.Obj.EMPTY : before.json();
        var names = new TreeSet<>(was.members().keySet());
        names.addAll(after.json().members().keySet());
        names.removeAll(List.of("_type", "version", "expires", "keys", "roles"));
        for (var name : names) {
            var old = was.get(name);
            var now = after.json().get(name);
            var known = before == null
                    && List.of("spec_version", "consistent_snapshot").contains(name);
            if (!Objects.equals(old, now) && !known) {
                differences.add(Difference.changed("root member " + Shown.text(name), text(old), text(now)));
            }
        }
        unusedKeys();
    }

    /** Shows keys that no role uses: a later root can use them without adding a key. */
    private void unusedKeys() {
        for (var key : after.keys().values()) {
            var used = RoleName.TOP_LEVEL.stream()
                    .anyMatch(role -> after.role(role).keyids().contains(key.id()));
            if (!used && (before == null || before.key(key.id()) == null)) {
                differences.add(Difference.added("key of no role " + Shown.key(key), described(key)));
            }
        }
    }

    private static String text(@Nullable Json value) {
        return value == null ? "absent" : Shown.text(value.toText());
    }

    private static String subject(RoleName role, Key key) {
        return role + " key " + Shown.key(key);
    }

    private static String described(Key key) {
        return key.scheme() + ", keyid " + key.id()
                + key.uri().map(uri -> ", at " + Shown.text(uri)).orElse("");
    }

    private static Key key(Root root, KeyId id) {
        return Objects.requireNonNull(root.key(id), "a root has every key that its roles name");
    }
}
