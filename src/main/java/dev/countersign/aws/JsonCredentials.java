package dev.countersign.aws;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.json.Members;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Credentials as containers and machines are told them. */
final class JsonCredentials {
    private static final JsonLimits LIMITS = new JsonLimits(8, 64 << 10);

    private JsonCredentials() {}

    /** @param address where they come from, for a message */
    static AwsCredentials read(URI address, Bytes document) {
        try {
            var members = new Members("", Json.parseObject(document, LIMITS));
            return new AwsCredentials(
                    members.string("AccessKeyId"),
                    members.string("SecretAccessKey"),
                    Optional.of(members.string("Token")),
                    Optional.of(Instant.parse(members.string("Expiration"))));
        } catch (InvalidInput | DateTimeException unusable) {
            throw new CredentialsUnavailable("the answer of " + address
                    + " holds no credentials that have AccessKeyId, SecretAccessKey, Token" + " and Expiration");
        }
    }
}
