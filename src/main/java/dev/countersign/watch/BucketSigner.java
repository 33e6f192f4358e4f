package dev.countersign.watch;

import dev.countersign.aws.AwsScope;
import dev.countersign.aws.AwsSettings;
import dev.countersign.aws.CredentialSource;
import dev.countersign.aws.CredentialsUnavailable;
import dev.countersign.aws.SignatureV4;
import dev.countersign.client.Credentials.Header;
import dev.countersign.client.Origin;
import dev.countersign.json.Bytes;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** What requests to a bucket have besides, where this machine has credentials; without any the bucket must be public. */
record BucketSigner(URI root, String region, CredentialSource credentials, AwsSettings settings)
        implements Function<URI, List<Header>> {
    @Override
    public List<Header> apply(URI address) {
        if (!Origin.of(address).equals(Origin.of(root))) {
            return List.of();
        }
        try {
            return credentials
                    .find()
                    .map(found -> new SignatureV4(found, new AwsScope(region, "s3")))
                    .map(signature -> headers(signature, address))
                    .orElse(List.of());
        } catch (CredentialsUnavailable e) {
            throw new SourceTrouble(root + ": " + e.getMessage(), e);
        }
    }

    private List<Header> headers(SignatureV4 signature, URI address) {
        var digest = Map.of("X-Amz-Content-Sha256", Bytes.EMPTY.sha256().hex());
        var signed = signature.sign(
                "GET", address, digest, Bytes.EMPTY, settings.clock().instant());
        return Stream.concat(digest.entrySet().stream(), signed.entrySet().stream())
                .map(header -> new Header(header.getKey(), header.getValue()))
                .toList();
    }
}
