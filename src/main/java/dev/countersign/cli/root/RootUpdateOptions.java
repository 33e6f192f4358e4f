package dev.countersign.cli.root;

import dev.countersign.ceremony.RootEdit;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.DeclarativeFile;
import dev.countersign.cli.DeclaredMembers;
import dev.countersign.cli.Questions;
import dev.countersign.cli.holder.DescribedKeys;
import dev.countersign.cli.key.KeyRing;
import dev.countersign.json.Json;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.key.Key;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The decisions of a root update, as options, from a file, or as answers. Filled in by picocli. */
final class RootUpdateOptions {
    private static final int MOST_KEYS = 100;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "YAML or JSON file with the decisions; conf/root-update.yaml explains every member.")
    private @Nullable Path file;

    @Option(names = "--add-key", paramLabel = "[NAME=]FILE", description = "Public key of a holder who joins.")
    private List<String> addKeys = new ArrayList<>();

    @Option(
            names = "--remove-key",
            paramLabel = "KEY",
            description = "Key of a holder who leaves: its name, or the first eight or more digits of its keyid.")
    private List<String> removeKeys = new ArrayList<>();

    @Option(names = "--threshold", paramLabel = "COUNT", description = "How many holders must sign from now on.")
    private @Nullable Integer threshold;

    @Option(names = "--expiration", paramLabel = "DAYS", description = "Valid for this many days from now.")
    private @Nullable Integer days;

    @Mixin
    private OnlineKeyOptions onlineKey = new OnlineKeyOptions();

    /** What is to change, and the private keys at hand that the file names. */
    record Decisions(RootEdit edit, List<String> signers) {}

    Decisions decisions(KeyRing ring, Questions questions, Root current) {
        var json = json();
        if (json.members().isEmpty() && questions.possible()) {
            json = asked(questions, current);
        }
        var keys = new DescribedKeys(ring, DescribedKeys.folderOf(file));
        var members = DeclaredMembers.read(file == null ? "root update" : file.toString(), json)
                .only(
                        "add-keys",
                        "remove-keys",
                        "threshold",
                        "expiration",
                        OnlineKeyOptions.ONLINE,
                        OnlineKeyOptions.TIMESTAMP,
                        OnlineKeyOptions.SNAPSHOT,
                        "sign");
        var edit = new RootEdit(
                keys.holders(members.objects("add-keys")),
                members.texts("remove-keys"),
                boxed(members.number("threshold")),
                boxed(members.number("expiration")),
                online(members, OnlineKeyOptions.ONLINE, keys),
                online(members, OnlineKeyOptions.SNAPSHOT, keys),
                online(members, OnlineKeyOptions.TIMESTAMP, keys));
        if (edit.isEmpty()) {
            throw new CliFailure.Misused("nothing to change: give --add-key, --remove-key, --threshold, --expiration,"
                    + " --online-key, --timestamp-key, --snapshot-key or --file");
        }
        return new Decisions(
                edit, members.texts("sign").stream().map(keys::file).toList());
    }

    private static @Nullable Key online(DeclaredMembers members, String member, DescribedKeys keys) {
        return members.has(member) ? keys.online(members.object(member)) : null;
    }

    private static @Nullable Integer boxed(OptionalInt number) {
        return number.isPresent() ? Integer.valueOf(number.getAsInt()) : null;
    }

    private Json.Obj json() {
        var json = DeclarativeFile.read(file);
        if (!addKeys.isEmpty()) {
            json = json.with("add-keys", DescribedKeys.parseOptions(addKeys));
        }
        if (!removeKeys.isEmpty()) {
            json = json.with("remove-keys", Json.strings(removeKeys));
        }
        if (threshold != null) {
            json = json.with("threshold", new Json.Int(threshold));
        }
        if (days != null) {
            json = json.with("expiration", new Json.Int(days));
        }
        return onlineKey.in(json);
    }

    private static Json.Obj asked(Questions questions, Root current) {
        var json = Json.object();
        var days = questions.ask("Days the next root is valid (- keeps " + current.expires() + ")", "365");
        if (days.matches("[0-9]{1,6}")) {
            json.put("expiration", Long.parseLong(days));
        }
        var removed = lines(questions, "Key of a holder who leaves, name or keyid (empty: no more): ");
        if (!removed.isEmpty()) {
            json.put("remove-keys", removed);
        }
        var added = lines(questions, "Public key of a holder who joins, [NAME=]FILE (empty: no more): ");
        if (!added.isEmpty()) {
            json.put("add-keys", DescribedKeys.parseOptions(added));
        }
        json.put(
                "threshold",
                questions.number("How many holders must sign", current.root().threshold()));
        var online = questions
                .line("New online key, [NAME=]FILE or the URI of one kept elsewhere (empty: keep it): ")
                .orElse("");
        if (!online.isEmpty()) {
            var key = DescribedKeys.parseOption(online);
            var uri = questions
                    .line("  Where the service finds its private half (empty: the URI, or fn:<keyid>): ")
                    .orElse("");
            json.put(OnlineKeyOptions.ONLINE, uri.isEmpty() ? key : key.with("uri", new Json.Str(uri)));
        }
        return json.build();
    }

    private static List<String> lines(Questions questions, String question) {
        var lines = new ArrayList<String>();
        var line = questions.line(question).orElse("");
        while (!line.isEmpty() && lines.size() < MOST_KEYS) {
            lines.add(line);
            line = questions.line(question).orElse("");
        }
        return lines;
    }
}
