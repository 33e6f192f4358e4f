package dev.countersign.cli.audit;

import dev.countersign.audit.AuditPage;
import dev.countersign.audit.AuditRow;
import dev.countersign.audit.AuditRowCodec;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.DurationText;
import dev.countersign.cli.Exit;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.Timing;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.json.Json;
import dev.countersign.json.Printable;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign audit list}: who did what. */
@Command(
        name = "list",
        description = {
            "Show who did what in a repository: the newest rows, in the order in which they were written.",
            "Events of tokens, repositories and keys of logs are rows of the repository default."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class AuditListCommand implements Callable<Integer> {
    private static final String NUMBER = "number";
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Option(names = "--actor", paramLabel = "TEXT", description = "Only rows whose actor has this text in it.")
    private @Nullable String actor;

    @Option(
            names = "--operation",
            paramLabel = "OPERATION",
            description = "Only rows of this operation, such as 'POST /api/v1/artifacts'.")
    private @Nullable String operation;

    @Option(names = "--kind", paramLabel = "KIND", description = "Only rows of this kind, such as ADD_TARGETS.")
    private @Nullable String kind;

    @Option(names = "--task", paramLabel = "ID", description = "Only the row of this task.")
    private @Nullable String task;

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            description = "Only rows from this time on: such as 2h or 30d ago, or 2030-01-31T00:00:00Z.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "WHEN", description = "Only rows before this time.")
    private @Nullable String until;

    @Option(
            names = "--removed",
            paramLabel = "NUMBER",
            description = "Rows of the repository that had this number, which the row of its removal in the repository"
                    + " default says.")
    private @Nullable Integer removed;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many rows; the newest ones. 0 for all. Default: 100")
    private int limit = 100;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on showing rows as they are written; as JSON, one object a line.")
    private boolean follow;

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        if (limit < 0) {
            throw new CliFailure.Misused("--limit: " + limit + " (expected: how many rows, or 0 for all)");
        }
        var filter = filter(Instant.now());
        try (var http = options.http()) {
            var audit = new RemoteAudit(options.api(http), options::polling);
            if (follow) {
                follow(audit, filter);
            } else {
                list(audit, filter);
            }
            return Exit.OK.code();
        }
    }

    private SequencedMap<String, String> filter(Instant now) {
        var filter = new LinkedHashMap<String, String>();
        put(filter, NUMBER, removed == null ? null : removed.toString());
        put(filter, "actor", actor);
        put(filter, "operation", operation);
        put(filter, "kind", kind == null ? null : kind.toUpperCase(Locale.ROOT));
        put(filter, "task", task);
        put(filter, "since", time("--since", since, now));
        put(filter, "until", time("--until", until, now));
        return filter;
    }

    private static void put(SequencedMap<String, String> filter, String name, @Nullable String value) {
        if (value != null) {
            filter.put(name, value);
        }
    }

    private static @Nullable String time(String option, @Nullable String given, Instant now) {
        if (given == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(given).toInstant().toString();
        } catch (DateTimeException noTime) {
            return DurationText.parse(given)
                    .map(ago -> now.minus(ago).toString())
                    .orElseThrow(() -> new CliFailure.Misused(option + ": " + Printable.quoted(given)
                            + " (expected: how long ago, such as 2h or 30d, or a date, such as"
                            + " 2030-01-31T00:00:00Z)"));
        }
    }

    private void list(RemoteAudit audit, SequencedMap<String, String> filter) {
        var newest = newest(audit, filter, null);
        options.terminal()
                .result(
                        Json.object()
                                .put(
                                        "entries",
                                        new Json.Arr(newest.rows().stream()
                                                .<Json>map(AuditRowCodec::encode)
                                                .toList()))
                                .put("more", newest.more())
                                .build(),
                        newest.rows().isEmpty()
                                ? "No row of the audit is like that."
                                : newest.rows().stream().map(RowText::line).collect(Collectors.joining("\n")));
        if (newest.more()) {
            options.terminal().note("There are older rows; see them with --limit.");
        }
    }

    /** The newest rows in the order of positions, and whether there are older ones. */
    private AuditPage newest(RemoteAudit audit, SequencedMap<String, String> filter, @Nullable Long below) {
        var rows = new ArrayList<AuditRow>();
        var query = new LinkedHashMap<>(filter);
        query.put("order", "newest");
        if (below != null) {
            query.put("after", Long.toString(below));
        }
        AuditPage page;
        do {
            query.put(
                    "limit",
                    Integer.toString(limit == 0 ? RemoteAudit.MOST : Math.min(RemoteAudit.MOST, limit - rows.size())));
            page = audit.page(query);
            rows.addAll(page.rows());
            query.put("after", Long.toString(page.reached()));
        } while (page.more() && (limit == 0 || rows.size() < limit));
        return new AuditPage(rows.reversed(), page.reached(), page.more());
    }

    /** Does not return; a failure ends it. */
    private void follow(RemoteAudit audit, SequencedMap<String, String> filter) {
        var last = new LinkedHashMap<>(Map.of("order", "newest", "limit", "1"));
        put(last, NUMBER, filter.get(NUMBER));
        long end = audit.page(last).rows().stream()
                .mapToLong(AuditRow::position)
                .findFirst()
                .orElse(0);
        var terminal = options.terminal();
        show(terminal, newest(audit, filter, end + 1).rows());
        var query = new LinkedHashMap<>(filter);
        while (true) {
            query.put("after", Long.toString(end));
            var page = audit.page(query);
            show(terminal, page.rows());
            end = Math.max(end, page.reached());
            if (!page.more()) {
                pause();
            }
        }
    }

    private static void show(Terminal terminal, List<AuditRow> rows) {
        rows.forEach(row -> terminal.result(AuditRowCodec.encode(row), RowText.line(row)));
    }

    private static void pause() {
        try {
            Timing.SYSTEM.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure.TimedOut("interrupted");
        }
    }
}
