package dev.countersign.mirror.s3;

import dev.countersign.json.Bytes;
import dev.countersign.mirror.MirrorStore;
import dev.countersign.tuf.RoleName;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bucket, or what lies under a prefix in it. It is never listed. Whether a file is written is decided by the store: one that
 * never changes only if there is none, the timestamp only over the one that was looked at.
 */
public final class BucketStore implements MirrorStore {
    private static final String IMMUTABLE = "public, max-age=31536000, immutable";
    private static final String ALWAYS_ASK = "no-cache";

    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;

    private final BucketClient client;

    public BucketStore(BucketClient client) {
        this.client = client;
    }

    /** A store at a distance cannot be held; its conditions are enough. */
    @Override
    public WriteHold hold(boolean empty) {
        return () -> {};
    }

    @Override
    public Optional<MirrorFile> read(String name, int maxBytes) {
        var answer = client.send("GET", name, Map.of(), Bytes.EMPTY, maxBytes);
        return switch (answer.status()) {
            case OK ->
                Optional.of(new MirrorFile(answer.body(), answer.header("etag").orElse("")));
            case NOT_FOUND -> Optional.empty();
            default -> throw client.refusal("reading " + name, answer);
        };
    }

    @Override
    public boolean create(String name, Bytes content) {
        return put(name, "If-None-Match", "*", content);
    }

    @Override
    public boolean replace(String name, @Nullable String tag, Bytes content) {
        return tag == null ? create(name, content) : put(name, "If-Match", tag, content);
    }

    private boolean put(String name, String condition, String value, Bytes content) {
        var headers = Map.of(
                condition,
                value,
                "Content-Type",
                "application/json",
                "Cache-Control",
                name.equals(RoleName.TIMESTAMP_FILE) ? ALWAYS_ASK : IMMUTABLE);
        var answer = client.send("PUT", name, headers, content, BucketClient.MOST_SAID);
        return switch (answer.status()) {
            case OK, NO_CONTENT -> true;
            // The second says that another request for the same name was under way.
            case PRECONDITION_FAILED, CONFLICT -> false;
            // What was to be replaced is gone.
            case NOT_FOUND -> notFound(name, condition, answer);
            default -> throw client.refusal("writing " + name, answer);
        };
    }

    private boolean notFound(String name, String condition, BucketClient.BucketAnswer answer) {
        if (condition.equals("If-Match")
                && answer.code().filter("NoSuchKey"::equals).isPresent()) {
            return false;
        }
        throw client.refusal("writing " + name, answer);
    }

    @Override
    public void delete(String name) {
        var answer = client.send("DELETE", name, Map.of(), Bytes.EMPTY, BucketClient.MOST_SAID);
        if (answer.status() != OK && answer.status() != NO_CONTENT && answer.status() != NOT_FOUND) {
            throw client.refusal("removing " + name, answer);
        }
    }
}
