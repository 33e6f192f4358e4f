package dev.countersign.store.postgres;

import dev.countersign.repository.Unavailable;
import dev.countersign.repository.Unavailable.Extent;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;

/**
 * Which errors mean that PostgreSQL cannot be used now, whatever the statement, and what an operator should read then.
 *
 * @param place host and port
 */
record PgFailures(String place, String user, String database) {

    /** Turns a failure that means that PostgreSQL is away into {@link Unavailable}; returns any other one unchanged. */
    Throwable explain(Throwable error) {
        return switch (error) {
            case PgException refusal ->
                explain(String.valueOf(refusal.getSqlState()), String.valueOf(refusal.getErrorMessage()), refusal);
            case SQLException refusal ->
                explain(String.valueOf(refusal.getSQLState()), String.valueOf(refusal.getMessage()), refusal);
            case TimeoutException _ -> unreachable("no answer in time", error);
            case IOException _, VertxException _ -> unreachable(reason(error), error);
            default -> error;
        };
    }

    /** By the classes and codes of PostgreSQL's appendix A. */
    private Throwable explain(String state, String message, Exception refusal) {
        return switch (state) {
            case "28P01", "28000" ->
                misconfigured(
                        "refused user " + user + ": " + message + "; check user and password in the database URI",
                        refusal);
            case "3D000" ->
                misconfigured(
                        "has no database named " + database + "; create it, or correct the name in the database URI",
                        refusal);
            case "53300" ->
                everything(
                        "has no free connection: " + message + "; raise its max_connections or lower the pool size",
                        refusal);
            case "53100" -> writes("has no space left: " + message + "; free some on its disk", refusal);
            case "25006" ->
                writes(
                        "takes no writes: " + message
                                + "; name the primary in the database URI, or end its read-only mode",
                        refusal);
            case "57014", "55P03", "40001", "40P01" ->
                everything("did not finish a statement in time: " + message, refusal);
            // The connection was ended for being idle, alone or in a transaction.
            case "25P03", "25P04" -> unreachable(message, refusal);
            default -> byClass(state, message, refusal);
        };
    }

    private Throwable byClass(String state, String message, Exception refusal) {
        return switch (state.substring(0, Math.min(2, state.length()))) {
            case "57" -> everything("is starting or stopping: " + message, refusal);
            case "08" -> unreachable(message, refusal);
            case "53" -> everything("is short of something: " + message, refusal);
            case "58" -> everything("cannot use its files: " + message, refusal);
            default -> refusal;
        };
    }

    private Unavailable everything(String what, Throwable cause) {
        return new Unavailable("PostgreSQL at " + place + " " + what, cause);
    }

    private Unavailable misconfigured(String what, Throwable cause) {
        return Unavailable.untilCorrected("PostgreSQL at " + place + " " + what, cause);
    }

    private Unavailable writes(String what, Throwable cause) {
        return new Unavailable(Extent.WRITES, "PostgreSQL at " + place + " " + what, cause);
    }

    private Unavailable unreachable(String reason, Throwable cause) {
        return everything("is not reachable: " + reason + "; check that it runs there and the database URI", cause);
    }

    /** The message with those of its causes: for TLS only the cause says what is wrong. */
    private static String reason(Throwable error) {
        var message = String.valueOf(error.getMessage());
        var cause = error.getCause();
        var behind = cause == null ? null : cause.getMessage();
        return behind == null || message.contains(behind) ? message : message + ": " + behind;
    }
}
