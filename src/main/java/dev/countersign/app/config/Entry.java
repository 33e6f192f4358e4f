package dev.countersign.app.config;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.Printable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A part of the configuration that is a list, or stands in one, read member by member. Members asked for are remembered, so
 * that what nobody asked for can be refused.
 */
final class Entry {

    private final String name;
    private final Written written;
    private final Path folder;
    private final TreeSet<String> known = new TreeSet<>();

    /**
     * @param name for messages: {@code access.oidc[0].rules}
     * @param folder a relative path in it counts from here
     */
    Entry(String name, Written written, Path folder) {
        this.name = name;
        this.written = written;
        this.folder = folder;
    }

    /** The groups of this list. */
    List<Entry> entries() {
        if (!(written instanceof Written.Items list)) {
            throw refused("a list of groups");
        }
        return IntStream.range(0, list.items().size())
                .mapToObj(i -> new Entry(name + "[" + i + "]", list.items().get(i), folder))
                .toList();
    }

    /** The one text that this is, or the texts of this list. */
    List<String> texts() {
        return switch (written) {
            case Written.Text one -> List.of(one.text());
            case Written.Items list -> list.items().stream().map(this::text).toList();
            case Written.Group group -> throw refused("a value, or a list of values");
        };
    }

    private String text(Written item) {
        if (item instanceof Written.Text one) {
            return one.text();
        }
        throw refused("a list of values");
    }

    boolean isGroup() {
        return written instanceof Written.Group;
    }

    /** The names of this group's members. */
    SequencedSet<String> names() {
        known.addAll(members().keySet());
        return members().sequencedKeySet();
    }

    /** A member that must be there. */
    Entry member(String member) {
        return optional(member).orElseThrow(() -> refused("a group with " + member));
    }

    Optional<Entry> optional(String member) {
        known.add(member);
        return Optional.ofNullable(members().get(member)).map(value -> new Entry(name + "." + member, value, folder));
    }

    private SequencedMap<String, Written> members() {
        if (written instanceof Written.Group group) {
            return group.members();
        }
        throw refused("a group of keys with values");
    }

    /** The one text that this is. */
    String text() {
        if (written instanceof Written.Text one) {
            return one.text();
        }
        throw refused("one value");
    }

    /** What this text means to a reader, whose sentence is told when it means nothing. */
    <T> T read(Function<String, T> reader) {
        var text = text();
        return checked(() -> reader.apply(text));
    }

    /** What each of these texts means. */
    <T> List<T> readAll(Function<String, T> reader) {
        var texts = texts();
        return checked(() -> texts.stream().map(reader).toList());
    }

    /** Whatever is made of this; why it cannot be is told with its place. */
    <T> T checked(Supplier<T> made) {
        try {
            return made.get();
        } catch (InvalidInput wrong) {
            throw StartFailure.misconfigured(name + ": " + wrong.getMessage() + " (" + written.where() + ")");
        }
    }

    Path path() {
        try {
            return folder.resolve(text());
        } catch (InvalidPathException impossible) {
            throw refused("a path that can be a file here");
        }
    }

    /** Refuses members that nobody asked for; called last. */
    void refuseUnknown() {
        members().forEach((member, value) -> {
            if (!known.contains(member)) {
                throw StartFailure.misconfigured(name + "." + member + ": unknown key (expected: "
                        + String.join(", ", known) + "; " + value.where() + ")");
            }
        });
    }

    StartFailure refused(String expected) {
        var shown = written instanceof Written.Text one ? Printable.quoted(one.text()) : "a " + kind();
        return StartFailure.misconfigured(
                name + ": " + shown + " (expected: " + expected + "; " + written.where() + ")");
    }

    private String kind() {
        return isGroup() ? "group" : "list";
    }
}
