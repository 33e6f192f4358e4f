package dev.countersign.audit;

import dev.countersign.json.Json;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is written down although it changes nothing that is published. */
public sealed interface AuditEvent {
    /** The names stand in rows, so they never change. */
    enum EventKind {
        TOKEN_CREATED,
        TOKEN_REVOKED,
        REPOSITORY_CREATED,
        REPOSITORY_CHANGED,
        REPOSITORY_REMOVED,
        LOG_KEY_REPLACED,
        MIRROR_ADDED,
        MIRROR_CHANGED,
        MIRROR_REMOVED,
        MIRROR_CHECK_ASKED,
        ACCESS_REFUSED
    }

    /** The names of all kinds there are. */
    List<String> KINDS = Arrays.stream(EventKind.values()).map(EventKind::name).toList();

    EventKind kind();

    Json.Obj details();

    default AuditEntry entry(Instant at, AuditOrigin origin) {
        return new AuditEntry(at, origin, kind().name(), null, details());
    }

    record TokenCreated(String id, String name, List<String> grants, Optional<Instant> expires) implements AuditEvent {
        public TokenCreated {
            grants = List.copyOf(grants);
        }

        @Override
        public EventKind kind() {
            return EventKind.TOKEN_CREATED;
        }

        @Override
        public Json.Obj details() {
            return Json.object()
                    .put("token", id)
                    .put("name", name)
                    .put("grants", grants)
                    .put("expires", expires.map(Instant::toString).orElse(null))
                    .build();
        }
    }

    record TokenRevoked(String id, String name) implements AuditEvent {
        @Override
        public EventKind kind() {
            return EventKind.TOKEN_REVOKED;
        }

        @Override
        public Json.Obj details() {
            return Json.object().put("token", id).put("name", name).build();
        }
    }

    record RepositoryCreated(String name, boolean isPrivate) implements AuditEvent {
        @Override
        public EventKind kind() {
            return EventKind.REPOSITORY_CREATED;
        }

        @Override
        public Json.Obj details() {
            return Json.object().put("name", name).put("private", isPrivate).build();
        }
    }

    /** Made private, or public. */
    record RepositoryChanged(int number, String name, boolean isPrivate) implements AuditEvent {
        @Override
        public EventKind kind() {
            return EventKind.REPOSITORY_CHANGED;
        }

        @Override
        public Json.Obj details() {
            return Json.object()
                    .put("number", number)
                    .put("name", name)
                    .put("private", isPrivate)
                    .build();
        }
    }

    /** Its rows stay, and can be found by its number. */
    record RepositoryRemoved(int number, String name) implements AuditEvent {
        @Override
        public EventKind kind() {
            return EventKind.REPOSITORY_REMOVED;
        }

        @Override
        public Json.Obj details() {
            return Json.object().put("number", number).put("name", name).build();
        }
    }

    /** @param place where it is and how it is reached; never a secret */
    record MirrorAdded(String repository, String name, Json.Obj place) implements AuditEvent {
        @Override
        public EventKind kind() {
            return EventKind.MIRROR_ADDED;
        }

        @Override
        public Json.Obj details() {
            return Json.object()
                    .put("repository", repository)
                    .put("name", name)
                    .put("place", place)
                    .build();
        }
    }

    /**
     * A mirror is elsewhere, or reached in another way.
     *
     * @param before where it was, and how it was reached
     */
    record MirrorChanged(String repository, String name, Json.Obj before, Json.Obj place) implements AuditEvent {
        @Override
        public EventKind kind() {
            return EventKind.MIRROR_CHANGED;
        }

        @Override
        public Json.Obj details() {
            return Json.object()
                    .put("repository", repository)
                    .put("name", name)
                    .put("before", before)
                    .put("place", place)
                    .build();
        }
    }

    record MirrorRemoved(String repository, String name, Json.Obj place) implements AuditEvent {
        @Override
        public EventKind kind() {
            return EventKind.MIRROR_REMOVED;
        }

        @Override
        public Json.Obj details() {
            return Json.object()
                    .put("repository", repository)
                    .put("name", name)
                    .put("place", place)
                    .build();
        }
    }

    record MirrorCheckAsked(String repository, String name) implements AuditEvent {
        @Override
        public EventKind kind() {
            return EventKind.MIRROR_CHECK_ASKED;
        }

        @Override
        public Json.Obj details() {
            return Json.object().put("repository", repository).put("name", name).build();
        }
    }

    /**
     * The public log of a repository has another key.
     *
     * @param before the verifier key until then
     * @param after the one from then on
     */
    record LogKeyReplaced(String repository, String before, String after) implements AuditEvent {
        @Override
        public EventKind kind() {
            return EventKind.LOG_KEY_REPLACED;
        }

        @Override
        public Json.Obj details() {
            return Json.object()
                    .put("repository", repository)
                    .put("before", before)
                    .put("after", after)
                    .build();
        }
    }

    /**
     * Requests of one sender that were refused for one reason, one after another.
     *
     * @param repository the one in the address, there or not; null when it names none
     * @param reason in the words of the answer
     */
    record AccessRefused(
            int status, String reason, @Nullable String repository, long count, Instant first, Instant last)
            implements AuditEvent {
        @Override
        public EventKind kind() {
            return EventKind.ACCESS_REFUSED;
        }

        @Override
        public Json.Obj details() {
            return Json.object()
                    .put("status", status)
                    .put("reason", reason)
                    .put("repository", repository)
                    .put("count", count)
                    .put("first", first.toString())
                    .put("last", last.toString())
                    .build();
        }
    }
}
