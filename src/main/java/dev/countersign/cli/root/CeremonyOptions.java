package dev.countersign.cli.root;

import dev.countersign.ceremony.CeremonyPlan.Bins;
import dev.countersign.ceremony.CeremonyPlan.Days;
import dev.countersign.cli.DeclarativeFile;
import dev.countersign.cli.holder.DescribedKeys;
import dev.countersign.json.Json;
import dev.countersign.tuf.HashBins;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The decisions of a ceremony as options; each replaces what a file says. Filled in by picocli. */
final class CeremonyOptions {
    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "YAML or JSON file with the decisions; conf/ceremony.yaml explains every member.")
    private @Nullable Path file;

    @Option(names = "--root-days", paramLabel = "DAYS", description = "Validity of the root. Default: " + Days.ROOT)
    private @Nullable Integer rootDays;

    @Option(
            names = "--timestamp-days",
            paramLabel = "DAYS",
            description = "Validity of a timestamp. Default: " + Days.TIMESTAMP)
    private @Nullable Integer timestampDays;

    @Option(
            names = "--snapshot-days",
            paramLabel = "DAYS",
            description = "Validity of a snapshot. Default: " + Days.SNAPSHOT)
    private @Nullable Integer snapshotDays;

    @Option(
            names = "--targets-days",
            paramLabel = "DAYS",
            description = "Validity of the targets role. Default: " + Days.TARGETS)
    private @Nullable Integer targetsDays;

    @Option(
            names = "--bins",
            paramLabel = "COUNT",
            description = "Hash bins, a power of two. Default: " + HashBins.USUAL)
    private @Nullable Integer bins;

    @Option(names = "--bins-days", paramLabel = "DAYS", description = "Validity of a bin. Default: " + Bins.DAYS)
    private @Nullable Integer binsDays;

    @Option(
            names = "--bins-style",
            paramLabel = "STYLE",
            description = "succinct (TAP 15) or path-hash-prefixes. Default: succinct")
    private @Nullable String binsStyle;

    @Option(names = "--threshold", paramLabel = "COUNT", description = "How many holders must sign a root.")
    private @Nullable Integer threshold;

    @Option(
            names = "--root-key",
            paramLabel = "[NAME=]FILE",
            description = "A holder's public key; repeat for every holder. Names are published.")
    private List<String> rootKeys = new ArrayList<>();

    @Mixin
    private OnlineKeyOptions onlineKey = new OnlineKeyOptions();

    /** Where relative names of files in the file start from. */
    Path folder() {
        return DescribedKeys.folderOf(file);
    }

    /** Such as the name of the file, for refusals. */
    String where() {
        return file == null ? "ceremony" : file.toString();
    }

    /** What file and options say together. */
    Json.Obj decisions() {
        var json = DeclarativeFile.read(file);
        json = number(json, "expiration", "root", rootDays);
        json = number(json, "expiration", "timestamp", timestampDays);
        json = number(json, "expiration", "snapshot", snapshotDays);
        json = number(json, "expiration", "targets", targetsDays);
        json = number(json, "bins", "count", bins);
        json = number(json, "bins", "expiration", binsDays);
        json = number(json, "root", "threshold", threshold);
        if (binsStyle != null) {
            json = with(json, "bins", "style", new Json.Str(binsStyle));
        }
        if (!rootKeys.isEmpty()) {
            json = with(json, "root", "keys", DescribedKeys.parseOptions(rootKeys));
        }
        return onlineKey.in(json);
    }

    private static Json.Obj number(Json.Obj json, String object, String member, @Nullable Integer value) {
        return value == null ? json : with(json, object, member, new Json.Int(value));
    }

    private static Json.Obj with(Json.Obj json, String object, String member, Json value) {
        var inner = json.object(object);
        return json.with(object, inner.with(member, value));
    }
}
