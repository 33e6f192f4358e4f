package dev.countersign.loadtest;

import dev.countersign.json.Bytes;
import dev.countersign.sign.Signer;
import dev.countersign.sign.VerifyingSigner;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.tuf.key.Signature;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A timestamp, a bin and a snapshot with 16,384 roles: hashed, signed, and signed with the check of the signature. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Signing {

    @Param({"300", "50000", "600000"})
    public int size;

    private final Signer signer =
            PrivateKeys.generate(KeyKind.ED25519, new SecureRandom()).signer();
    private final Signer verifying = new VerifyingSigner(signer);
    private Bytes message = Bytes.EMPTY;

    @Setup
    public void prepare() {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        message = Bytes.wrap(bytes);
    }

    @Benchmark
    public byte[] sha512() throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-512").digest(message.array());
    }

    @Benchmark
    public Bytes sha256() {
        return message.sha256();
    }

    @Benchmark
    public Signature sign() {
        return signer.sign(message);
    }

    @Benchmark
    public Signature signAndVerify() {
        return verifying.sign(message);
    }
}
