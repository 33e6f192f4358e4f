package dev.countersign.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.app.config.Config;
import dev.countersign.json.Json;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.OnlineKeys;
import dev.countersign.sign.SigningManner;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.tuf.key.Key;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfiguredKeysTest {

    @TempDir
    Path home;

    /** A service whose keys are elsewhere starts, whatever the environment says of a place that it does not use. */
    @Test
    void whatIsWrongWithAPlaceConcernsOnlyTheKeysThere() {
        var places = places(Map.of("HOME", home.toString(), "AWS_CONFIG_FILE", home.toString()));

        assertThatThrownBy(() -> places.signer(at("awskms:alias/online")))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageStartingWith("AWS KMS: " + home + " cannot be read");
        assertThat(places.signer(at("gcpkms:projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1")))
                .isNotNull();
    }

    /** It is asked for on threads that must not wait. */
    @Test
    void howAPlaceSignsIsKnownBeforeItIsOpened() {
        var places = places(Map.of("HOME", home.toString(), "AWS_CONFIG_FILE", home.toString()));

        assertThat(places.manner(at("awskms:alias/online"))).isEqualTo(SigningManner.SINGLY_OVER_NETWORK);
    }

    private static OnlineKeys places(Map<String, String> environment) {
        return new ConfiguredKeys(Config.defaults().keys(), environment, InstantSource.system()).places();
    }

    private static Key at(String uri) {
        var key = PrivateKeys.generate(KeyKind.ECDSA_P256, new SecureRandom()).toKey();
        return new Key(key.id(), key.json().with(Key.URI_MEMBER, new Json.Str(uri)));
    }
}
