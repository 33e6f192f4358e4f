package dev.countersign.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Signatures that Amazon has published, in the manual of S3 and in the test suite of Signature Version 4. */
class SignatureV4Test {
    private static final AwsCredentials OF_MANUAL =
            new AwsCredentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    private static final AwsCredentials OF_SUITE =
            new AwsCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    private static final Instant OF_MANUAL_TIME = Instant.parse("2013-05-24T00:00:00Z");
    private static final Instant OF_SUITE_TIME = Instant.parse("2015-08-30T12:36:00Z");

    @Test
    void aPartOfAnObjectIsAskedFor() {
        assertThat(ofManual("GET", "/test.txt", Map.of("Range", "bytes=0-9"), Bytes.EMPTY))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                        + " SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                        + " Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    @Test
    void anObjectIsWritten() {
        var headers = Map.of("Date", "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class", "REDUCED_REDUNDANCY");
        assertThat(ofManual("PUT", "/test%24file.text", headers, Bytes.utf8("Welcome to Amazon S3.")))
                .endsWith("Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
    }

    @Test
    void queriesAreSigned() {
        assertThat(ofManual("GET", "/?lifecycle", Map.of(), Bytes.EMPTY))
                .endsWith("Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
        assertThat(ofManual("GET", "/?prefix=J&max-keys=2", Map.of(), Bytes.EMPTY))
                .endsWith("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }

    @Test
    void otherServicesNeedNoHeaderOfS3() {
        var signed = new SignatureV4(OF_SUITE, new AwsScope("us-east-1", "service"))
                .sign("GET", URI.create("https://example.amazonaws.com"), Map.of(), Bytes.EMPTY, OF_SUITE_TIME);
        assertThat(signed)
                .containsEntry("X-Amz-Date", "20150830T123600Z")
                .containsEntry(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                                + " SignedHeaders=host;x-amz-date,"
                                + " Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    }

    @Test
    void keysForATimeGoWithTheirToken() {
        var credentials = new AwsCredentials("AKIDEXAMPLE", "secret", Optional.of("token"), Optional.empty());
        var signed = new SignatureV4(credentials, new AwsScope("us-east-1", "s3"))
                .sign("GET", URI.create("http://127.0.0.1:9000/b/k"), Map.of(), Bytes.EMPTY, OF_SUITE_TIME);
        assertThat(signed).containsEntry("X-Amz-Security-Token", "token");
        assertThat(signed.get("Authorization")).contains("SignedHeaders=host;x-amz-date;x-amz-security-token,");
        assertThat(credentials).hasToString("AwsCredentials[AKIDEXAMPLE]");
    }

    private static String ofManual(String method, String path, Map<String, String> headers, Bytes body) {
        var all = new HashMap<>(headers);
        all.put("x-amz-content-sha256", body.sha256().hex());
        var address = URI.create("https://examplebucket.s3.amazonaws.com" + path);
        return new SignatureV4(OF_MANUAL, new AwsScope("us-east-1", "s3"))
                .sign(method, address, all, body, OF_MANUAL_TIME)
                .get("Authorization");
    }
}
