package dev.countersign.store;

import dev.countersign.repository.Unavailable;
import dev.countersign.repository.Unavailable.Extent;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/**
 * Which errors mean that PostgreSQL cannot be used now, whatever the statement, and what an operator should read then.
 *
 * @param place host and port
 */
record PgFailures(String place, String user, String database) {

    /** {@link Unavailable} for one that means that; anything else is returned as it is. */
    Throwable explain(Throwable error) {
        return switch (error) {
            case PgException refusal -> explain(refusal);
            case TimeoutException _ -> unreachable("no answer in time", error);
            case IOException _, VertxException _ -> unreachable(reason(error), error);
            default -> error;
        };
    }

    /** By the classes and codes of PostgreSQL's appendix A. */
    private Throwable explain(PgException refusal) {
        var state = String.valueOf(refusal.getSqlState());
        return switch (state) {
            case "28P01", "28000" ->
                everything(
                        "refused user " + user + ": " + refusal.getErrorMessage()
                                + "; check user and password in the database URI",
                        refusal);
            case "3D000" ->
                everything(
                        "has no database named " + database + "; create it, or correct the name in the database URI",
                        refusal);
            case "53300" ->
                everything(
                        "has no free connection: " + refusal.getErrorMessage()
                                + "; raise its max_connections or lower the pool size",
                        refusal);
            case "53100" ->
                writes("has no space left: " + refusal.getErrorMessage() + "; free some on its disk", refusal);
            case "25006" ->
                writes(
                        "takes no writes: " + refusal.getErrorMessage()
                                + "; name the primary in the database URI, or end its read-only mode",
                        refusal);
            case "57014", "55P03", "40001", "40P01" ->
                everything("did not finish a statement in time: " + refusal.getErrorMessage(), refusal);
            // The connection was ended for being idle, alone or in a transaction.
            case "25P03", "25P04" -> unreachable(String.valueOf(refusal.getErrorMessage()), refusal);
            default -> byClass(state, refusal);
        };
    }

    private Throwable byClass(String state, PgException refusal) {
        return switch (state.substring(0, Math.min(2, state.length()))) {
            case "57" -> everything("is starting or stopping: " + refusal.getErrorMessage(), refusal);
            case "08" -> unreachable(String.valueOf(refusal.getErrorMessage()), refusal);
            case "53" -> everything("is short of something: " + refusal.getErrorMessage(), refusal);
            case "58" -> everything("cannot use its files: " + refusal.getErrorMessage(), refusal);
            default -> refusal;
        };
    }

    private Unavailable everything(String what, Throwable cause) {
        return new Unavailable("PostgreSQL at " + place + " " + what, cause);
    }

    private Unavailable writes(String what, Throwable cause) {
        return new Unavailable(Extent.WRITES, "PostgreSQL at " + place + " " + what, cause);
    }

    private Unavailable unreachable(String reason, Throwable cause) {
        return everything("is not reachable: " + reason + "; check that it runs there and the database URI", cause);
    }

    /** With what lies behind it, which for TLS is the part that helps. */
    private static String reason(Throwable error) {
        var message = String.valueOf(error.getMessage());
        var cause = error.getCause();
        var behind = cause == null ? null : cause.getMessage();
        return behind == null || message.contains(behind) ? message : message + ": " + behind;
    }
}
