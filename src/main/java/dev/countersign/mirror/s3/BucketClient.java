package dev.countersign.mirror.s3;

import dev.countersign.aws.AwsScope;
import dev.countersign.aws.CredentialSource;
import dev.countersign.aws.CredentialsUnavailable;
import dev.countersign.aws.SignatureV4;
import dev.countersign.aws.XmlText;
import dev.countersign.concurrent.Backoff;
import dev.countersign.concurrent.WholeExchange;
import dev.countersign.json.Bytes;
import dev.countersign.json.Printable;
import dev.countersign.mirror.MirrorFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signed requests to one bucket. What fails for the moment is sent again a few times. Any thread; each waits for its answer. */
public final class BucketClient {
    /** Bytes of an answer that says something of a request, rather than being a file. */
    static final int MOST_SAID = 64 << 10;

    /** For an exchange without content. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Bytes a second of the slowest connection on which content is waited for. */
    private static final long LEAST_RATE = 256 << 10;

    private static final int ATTEMPTS = 3;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;
    private static final int NOT_IMPLEMENTED = 501;

    private final HttpClient http;
    private final URI base;
    private final String region;
    private final CredentialSource credentials;
    private final InstantSource clock;

    /** @param base of the names of files, with a slash at its end */
    public BucketClient(HttpClient http, URI base, String region, CredentialSource credentials, InstantSource clock) {
        this.http = http;
        this.base = base;
        this.region = region;
        this.credentials = credentials;
        this.clock = clock;
    }

    record BucketAnswer(int status, HttpHeaders headers, Bytes body) {
        Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        /** What stores call the kind of a refusal. */
        Optional<String> code() {
            return XmlText.find(body, "Code");
        }

        boolean passes() {
            return status == TOO_MANY || (status >= SERVER_ERROR && status != NOT_IMPLEMENTED);
        }
    }

    /**
     * The answer, whatever its status.
     *
     * @throws MirrorFailure.Away when there is none, or only that this is not the time
     */
    BucketAnswer send(String method, String name, Map<String, String> headers, Bytes body, int maxBytes) {
        var pauses = new Backoff(PAUSE, LONGEST_PAUSE);
        for (int attempt = 1; ; attempt++) {
            try {
                var answer = once(method, name, headers, body, maxBytes);
                if (!answer.passes()) {
                    return answer;
                }
                if (attempt == ATTEMPTS) {
                    throw refusal(method + " " + name, answer);
                }
                sleep(asked(answer).orElseGet(pauses::next));
            } catch (IOException e) {
                if (isAboutCertificate(e)) {
                    throw new MirrorFailure.NotLetIn(base + " shows no certificate that is trusted: " + e.getMessage()
                            + " (expected: one for this name, issued by an authority in the file that ca of the mirror"
                            + " names, or without it in AWS_CA_BUNDLE, or by one that the Java runtime trusts)");
                }
                if (attempt == ATTEMPTS) {
                    throw new MirrorFailure.Away(base + " cannot be reached: " + reason(e));
                }
                sleep(pauses.next());
            }
        }
    }

    /** Not so when a server ends in the middle of a handshake: then it is only away. */
    private static boolean isAboutCertificate(IOException failed) {
        for (@Nullable Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    /** How long the store asks to wait; not when that is longer than anybody should wait here. */
    private static Optional<Duration> asked(BucketAnswer answer) {
        return answer.header("retry-after")
                .filter(seconds -> seconds.matches("[0-9]{1,4}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .filter(time -> time.compareTo(LONGEST_PAUSE) < 0);
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MirrorFailure.Away("interrupted while waiting for the bucket");
        }
    }

    private BucketAnswer once(String method, String name, Map<String, String> headers, Bytes body, int maxBytes)
            throws IOException {
        var address = base.resolve(name);
        var all = new LinkedHashMap<>(headers);
        all.put("X-Amz-Content-Sha256", body.sha256().hex());
        all.putAll(signer().sign(method, address, all, body, clock.instant()));
        var request = HttpRequest.newBuilder(address)
                .method(
                        method,
                        body.length() == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body.array()));
        all.forEach(request::header);
        var received = new ReceivedAnswer(maxBytes);
        try {
            var answer = WholeExchange.send(
                    http, request.build(), received::begin, patience((long) body.length() + maxBytes));
            return new BucketAnswer(answer.statusCode(), answer.headers(), received.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (IOException e) {
            if (received.isTooLarge()) {
                throw new MirrorFailure.Unverifiable(address + " is larger than " + maxBytes + " bytes");
            }
            throw e;
        }
    }

    /** @param bytes that are sent and may be received */
    static Duration patience(long bytes) {
        return PATIENCE.plusSeconds(bytes / LEAST_RATE);
    }

    /** What comes of an answer: a file no further than it may be large, and of what is said of others the beginning. */
    private static final class ReceivedAnswer {
        private final int maxBytes;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private volatile boolean tooLarge;

        ReceivedAnswer(int maxBytes) {
            this.maxBytes = maxBytes;
        }

        HttpResponse.BodySubscriber<Void> begin(HttpResponse.ResponseInfo head) {
            return BodySubscribers.ofByteArrayConsumer(
                    piece -> piece.ifPresent(head.statusCode() == OK ? this::addToFile : this::addToWords));
        }

        private void addToFile(byte[] piece) {
            if (content.size() + piece.length > maxBytes) {
                tooLarge = true;
                throw new IllegalStateException("larger than allowed");
            }
            content.writeBytes(piece);
        }

        private void addToWords(byte[] piece) {
            content.write(piece, 0, Math.min(piece.length, MOST_SAID - content.size()));
        }

        boolean isTooLarge() {
            return tooLarge;
        }

        Bytes body() {
            return Bytes.wrap(content.toByteArray());
        }
    }

    private SignatureV4 signer() {
        try {
            var found = credentials
                    .find()
                    .orElseThrow(() -> new MirrorFailure.NotLetIn("there are no credentials for " + base
                            + " (expected: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment of the"
                            + " service, a profile in ~/.aws/credentials, or those of the machine; see"
                            + " docs/mirrors.md)"));
            return new SignatureV4(found, new AwsScope(region, "s3"));
        } catch (CredentialsUnavailable none) {
            throw new MirrorFailure.NotLetIn("there are no credentials for " + base + ": " + none.getMessage());
        }
    }

    /** In a sentence for an operator. */
    MirrorFailure refusal(String what, BucketAnswer answer) {
        var sentence = what + ": " + base + " answers HTTP " + answer.status()
                + answer.code().map(code -> " " + Printable.line(code)).orElse("")
                + XmlText.find(answer.body(), "Message")
                        .map(text -> " (" + Printable.line(text) + ")")
                        .orElse("")
                + advice(answer);
        return answer.passes() ? new MirrorFailure.Away(sentence) : new MirrorFailure.NotLetIn(sentence);
    }

    private static String advice(BucketAnswer answer) {
        return switch (answer.status()) {
            case 301, 307, 308, 400 ->
                answer.header("x-amz-bucket-region")
                        .or(() -> XmlText.find(answer.body(), "Region"))
                        .map(region -> "; the bucket is in the region " + Printable.line(region))
                        .orElse("");
            case 403 ->
                "; it needs s3:GetObject, s3:PutObject and s3:DeleteObject on the files, and s3:ListBucket on the"
                        + " bucket, without which stores answer 403 for a file that is not there";
            case NOT_IMPLEMENTED -> "; a mirror needs a store that heeds If-None-Match and If-Match";
            default -> "";
        };
    }

    private static String reason(IOException e) {
        var message = e.getMessage();
        var kind = e.getClass().getSimpleName().replace("Exception", "");
        return message == null || message.isBlank() ? kind : message;
    }
}
