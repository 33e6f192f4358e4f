package dev.countersign.witness;

import dev.countersign.json.Bytes;
import dev.countersign.transparency.SignedNote;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sends checkpoints to witnesses. Any thread. */
public final class WitnessClient {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MAX_ANSWER = 64 << 10;

    /** What a witness says to a checkpoint. */
    sealed interface WitnessReply {
        /** Signature lines, not yet verified. */
        record SignatureLines(String lines) implements WitnessReply {}

        /** The checkpoint that it has signed last has another size than the request says. */
        record LastSigned(long size) implements WitnessReply {}

        record Rejected(int status) implements WitnessReply {}
    }

    private final HttpClient http;

    public WitnessClient(Vertx vertx) {
        this.http = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout((int) PATIENCE.toMillis()));
    }

    /**
     * @param old the size of the last checkpoint that the witness has signed
     * @param proof that the new one goes on from it
     */
    Future<WitnessReply> send(URI address, long old, List<Bytes> proof, SignedNote checkpoint) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(address.toString())
                .setIdleTimeout(PATIENCE.toMillis());
        // All of it on the event loop: what a slower thread composes afterwards may run when the body has gone by.
        return http.request(options)
                .compose(request -> request.send(Buffer.buffer(body(old, proof, checkpoint)))
                        .compose(response -> new BoundedAnswer(response)
                                .whole()
                                .map(body -> reply(response.statusCode(), body.toString()))))
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    static String body(long old, List<Bytes> proof, SignedNote checkpoint) {
        var body = new StringBuilder("old ").append(old).append('\n');
        proof.forEach(hash ->
                body.append(Base64.getEncoder().encodeToString(hash.array())).append('\n'));
        return body.append('\n').append(checkpoint.toBytes().utf8()).toString();
    }

    private static WitnessReply reply(int status, String text) {
        if (status == 200) {
            return new WitnessReply.SignatureLines(text);
        }
        return status == 409 && text.matches("(0|[1-9][0-9]{0,17})\n")
                ? new WitnessReply.LastSigned(Long.parseLong(text.strip()))
                : new WitnessReply.Rejected(status);
    }

    /** The body of an answer. The exchange ends as soon as it is longer than anything a witness has to say. */
    private static final class BoundedAnswer {
        private final HttpClientResponse response;
        private final Buffer body = Buffer.buffer();
        private boolean tooLong;

        BoundedAnswer(HttpClientResponse response) {
            this.response = response;
            response.handler(this::add);
        }

        private void add(Buffer piece) {
            if (!tooLong && body.length() + piece.length() <= MAX_ANSWER) {
                body.appendBuffer(piece);
                return;
            }
            tooLong = true;
            var _ = response.request().reset();
        }

        Future<Buffer> whole() {
            return response.end()
                    .transform(ended -> tooLong
                            ? Future.failedFuture("it answers with more than " + MAX_ANSWER + " bytes")
                            : ended.succeeded() ? Future.succeededFuture(body) : Future.failedFuture(ended.cause()));
        }
    }
}
