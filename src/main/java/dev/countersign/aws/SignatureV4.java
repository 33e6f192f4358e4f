package dev.countersign.aws;

import dev.countersign.json.Bytes;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests as Amazon's services want it: Signature Version 4, in headers. */
public final class SignatureV4 {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int DATE_LENGTH = 8;

    private final AwsCredentials credentials;
    private final AwsScope scope;

    public SignatureV4(AwsCredentials credentials, AwsScope scope) {
        this.credentials = credentials;
        this.scope = scope;
    }

    /**
     * The headers to add to a request besides those given, all of which are signed.
     *
     * @param address its path is signed as it is written, which is what S3 wants; other services have paths without escapes
     */
    public SequencedMap<String, String> sign(
            String method, URI address, Map<String, String> headers, Bytes body, Instant now) {
        var time = TIME.format(now);
        SequencedMap<String, String> added = new LinkedHashMap<>();
        added.put("X-Amz-Date", time);
        credentials.session().ifPresent(token -> added.put("X-Amz-Security-Token", token));
        var signed = canonical(address, headers, added);
        var names = String.join(";", signed.keySet());
        var request = String.join(
                "\n",
                method,
                address.getRawPath() == null || address.getRawPath().isEmpty() ? "/" : address.getRawPath(),
                query(address),
                signed.entrySet().stream()
                        .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                        .collect(Collectors.joining()),
                names,
                body.sha256().hex());
        var date = time.substring(0, DATE_LENGTH);
        var within = String.join("/", date, scope.region(), scope.service(), "aws4_request");
        var text = String.join(
                "\n", ALGORITHM, time, within, Bytes.utf8(request).sha256().hex());
        added.put(
                "Authorization",
                ALGORITHM + " Credential=" + credentials.keyId() + "/" + within + ", SignedHeaders=" + names
                        + ", Signature=" + hmac(key(date), text).hex());
        return added;
    }

    private static SortedMap<String, String> canonical(
            URI address, Map<String, String> headers, Map<String, String> added) {
        var all = new TreeMap<String, String>();
        all.put("host", host(address));
        headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), plain(value)));
        added.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), plain(value)));
        return all;
    }

    private static String plain(String value) {
        return value.strip().replaceAll(" +", " ");
    }

    /** As clients of HTTP send it. */
    private static String host(URI address) {
        var host = Objects.requireNonNull(address.getHost(), "an address with a host");
        int usual = "https".equals(address.getScheme()) ? 443 : 80;
        return address.getPort() < 0 || address.getPort() == usual ? host : host + ":" + address.getPort();
    }

    private static String query(URI address) {
        var query = address.getRawQuery();
        return query == null || query.isEmpty()
                ? ""
                : Arrays.stream(query.split("&", -1))
                        .map(part -> part.indexOf('=') < 0 ? part + "=" : part)
                        .sorted()
                        .collect(Collectors.joining("&"));
    }

    private Bytes key(String date) {
        var ofDate = hmac(Bytes.utf8("AWS4" + credentials.secret()), date);
        return hmac(hmac(hmac(ofDate, scope.region()), scope.service()), "aws4_request");
    }

    private static Bytes hmac(Bytes key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.array(), "HmacSHA256"));
            return Bytes.wrap(mac.doFinal(Bytes.utf8(text).array()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }
}
