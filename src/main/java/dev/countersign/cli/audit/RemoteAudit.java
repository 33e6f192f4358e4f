package dev.countersign.cli.audit;

import dev.countersign.audit.AuditPage;
import dev.countersign.audit.AuditRow;
import dev.countersign.audit.AuditRowCodec;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.Polling;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.wire.ApiPath;
import dev.countersign.wire.WireNames;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The audit of a repository, as its server tells it. */
final class RemoteAudit {
    static final int MOST = 1_000;

    private final ApiClient api;
    private final Supplier<Polling> polling;

    /** @param polling for each question */
    RemoteAudit(ApiClient api, Supplier<Polling> polling) {
        this.api = api;
        this.polling = polling;
    }

    /** @param parameters of the question, as the interface names them */
    AuditPage page(SequencedMap<String, String> parameters) {
        var query = parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&", "?", ""));
        var data = polling.get()
                .whenNotBusy(() -> api.get("reading the audit", ApiPath.AUDIT + query))
                .object(WireNames.DATA);
        if (!(data.get("entries") instanceof Json.Arr entries) || !(data.get("reached") instanceof Json.Int reached)) {
            throw new CliFailure.CommandRefused("the server's answer is not that of an audit; is --server right?");
        }
        return new AuditPage(
                entries.items().stream().map(RemoteAudit::row).toList(), reached.value(), data.isTrue("more"));
    }

    private static AuditRow row(Json entry) {
        try {
            return AuditRowCodec.decode(entry instanceof Json.Obj object ? object : Json.Obj.EMPTY);
        } catch (InvalidInput e) {
            throw new CliFailure.CommandRefused("the server's answer has a row that cannot be read: " + e.getMessage());
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** All rows from the oldest on, read as they are asked for. */
    Iterator<AuditRow> all() {
        return new ReadRows();
    }

    private final class ReadRows implements Iterator<AuditRow> {
        private final Queue<AuditRow> read = new ArrayDeque<>();
        private @Nullable Long reached;
        private boolean more = true;

        @Override
        public boolean hasNext() {
            while (read.isEmpty() && more) {
                var page = page(nextPage());
                requireOrder(page.rows());
                read.addAll(page.rows());
                more = page.more() && (reached == null || page.reached() > reached);
                reached = page.reached();
            }
            return !read.isEmpty();
        }

        /** From the first row there is, wherever somebody has put it. */
        private SequencedMap<String, String> nextPage() {
            var parameters = new LinkedHashMap<>(Map.of("limit", Integer.toString(MOST)));
            if (reached != null) {
                parameters.put("after", Long.toString(reached));
            }
            return parameters;
        }

        private void requireOrder(List<AuditRow> rows) {
            var last = reached;
            for (var row : rows) {
                if (last != null && row.position() <= last) {
                    throw new CliFailure.Unverified(
                            "the server shows position " + row.position() + " behind " + last, null);
                }
                last = row.position();
            }
        }

        @Override
        public AuditRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return read.remove();
        }
    }
}
