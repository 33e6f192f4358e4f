package dev.countersign.cli.audit;

import dev.countersign.audit.AuditRetention;
import dev.countersign.cli.DurationText;
import dev.countersign.cli.Exit;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.log.LogCheck;
import dev.countersign.cli.log.LogTrustOptions;
import dev.countersign.cli.log.RemoteLog;
import dev.countersign.cli.log.SeenLog;
import dev.countersign.client.Transport;
import dev.countersign.client.TrustStore;
import dev.countersign.json.Json;
import dev.countersign.transparency.InvalidLog;
import dev.countersign.wire.ApiPath;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign audit verify}: the audit against the public log. */
@Command(
        name = "verify",
        description = {
            "Verify that nothing of the audit of a repository was deleted, changed or added later: all of its rows are"
                    + " compared with what the repository's public log says of them, and what differs is named.",
            "The key of the log, and the last checkpoint, are remembered as by 'countersign log verify'. Ends with 5"
                    + " when something is wrong, with 4 when the server cannot be reached."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class AuditVerifyCommand implements Callable<Integer> {
    /** Clocks of nodes differ, and what was held back is published later than it was written down. */
    private static final Duration SLACK = Duration.ofDays(1);

    @Option(
            names = "--log",
            paramLabel = "URL",
            description = "Where the public log is, such as at a mirror. Default: SERVER" + ApiPath.LOG)
    private @Nullable String log;

    @Option(
            names = "--kept",
            paramLabel = "TIME",
            converter = DurationText.class,
            description = "How long the service keeps rows (its retention.audit): older ones may be gone. Default: 5y")
    private Duration kept = AuditRetention.USUAL;

    @Mixin
    private LogTrustOptions trust = new LogTrustOptions();

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        var address = logAddress();
        try (var http = options.http();
                var ofLog = log == null ? null : options.http(address);
                var store = trust.open(options)) {
            return verify(http, ofLog == null ? http : ofLog, address, store);
        } catch (InvalidLog e) {
            throw RemoteLog.unverified(String.valueOf(e.getMessage()));
        }
    }

    private URI logAddress() {
        return log == null ? URI.create(options.server() + ApiPath.LOG) : ServerOptions.address("--log", log);
    }

    private int verify(Transport http, Transport ofLog, URI address, TrustStore store) {
        var file = LogTrustOptions.file(store);
        var seen = SeenLog.load(file).orElse(null);
        var key = trust.key(options, http, seen);
        // Read before the rows, so that there must be all that it covers.
        var check = new LogCheck(new RemoteLog(options.files(ofLog, address)), key);
        var rows = new RemoteAudit(options.api(http), options::polling);
        var audit = new AuditCheck(rows.all(), Instant.now().minus(kept).plus(SLACK));
        var read = check.readAll(seen, audit::entry);
        audit.end();
        read.store(file);
        report(audit, check.checkpoint().size());
        return (audit.findings().isEmpty() ? Exit.OK : Exit.UNVERIFIED).code();
    }

    private void report(AuditCheck audit, long entries) {
        var json = Json.object()
                .put("entries", entries)
                .put("verified", audit.verified())
                .put("not_covered_yet", audit.newer())
                .put("retired", audit.retired())
                .put("unproved", audit.unproved())
                .put(
                        "findings",
                        new Json.Arr(audit.findings().stream()
                                .<Json>map(Finding::json)
                                .toList()))
                .build();
        options.terminal().result(json, text(audit));
    }

    private static String text(AuditCheck audit) {
        var text = audit.verified() + " rows of the audit are as the public log has them; " + audit.newer()
                + " are newer than its last entry, and not covered yet."
                + (audit.retired() == 0 ? "" : "\n" + audit.retired() + " rows are gone because of their age.")
                + (audit.unproved() == 0
                        ? ""
                        : "\n" + audit.unproved() + " were published with them, and cannot be proved any more.");
        return audit.findings().isEmpty()
                ? text
                : audit.findings().stream().map(Finding::sentence).collect(Collectors.joining("\n")) + "\n" + text;
    }
}
