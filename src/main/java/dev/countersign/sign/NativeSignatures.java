package dev.countersign.sign;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.amazon.corretto.crypto.provider.SelfTestStatus;
import dev.countersign.tuf.key.NativeEd25519;
import java.security.Security;
import java.util.Optional;

/** Native code for {@link NativeEd25519}, for the platform this program was built on. */
public final class NativeSignatures {
    private NativeSignatures() {}

    /**
     * Loads the native code and registers it behind the providers the runtime has, so that nothing else changes. Takes
     * about half a second; signing and verifying go on without it meanwhile.
     *
     * @return why it cannot be used; empty when it is registered
     */
    public static Optional<String> register() {
        System.setProperty("com.amazon.corretto.crypto.provider.registerEdKeyFactory", "true");
        try {
            var provider = AmazonCorrettoCryptoProvider.INSTANCE;
            var problem = provider.getLoadingError();
            if (problem != null) {
                return Optional.of(String.valueOf(problem.getMessage()));
            }
            if (provider.runSelfTests() != SelfTestStatus.PASSED) {
                return Optional.of("its tests of itself failed");
            }
            Security.addProvider(provider);
            return Optional.empty();
        } catch (LinkageError e) {
            return Optional.of(e.toString());
        }
    }
}
