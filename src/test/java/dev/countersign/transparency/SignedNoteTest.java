package dev.countersign.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SignedNoteTest {
    /** The example of c2sp.org/signed-note. */
    private static final String NOTE = """
        This is an example message.

        \u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
        """;

    private static final VerifierKey KEY =
            VerifierKey.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");

    @Test
    void verifiesTheExampleOfTheSpecification() {
        var note = SignedNote.parse(Bytes.utf8(NOTE));
        assertThat(note.signers(List.of(KEY))).containsExactly(KEY);
        assertThat(note.toBytes().utf8()).isEqualTo(NOTE);
        assertThat(KEY.toString()).isEqualTo("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
    }

    @Test
    void refusesAnotherText() {
        var note = SignedNote.parse(Bytes.utf8(NOTE.replace("example message", "example massage")));
        assertThatThrownBy(() -> note.signers(List.of(KEY)))
                .isInstanceOf(InvalidLog.class)
                .hasMessage("a signature of example.com/foo is wrong");
        assertThat(note.verified(KEY)).isEmpty();
    }

    @Test
    void signsAsGoDoes() {
        var go = SignedNote.parse(Bytes.utf8(GoVectors.text("note")));
        var key = LogKey.of(GoVectors.base64(GoVectors.text("seed")));
        var checkpoint = Checkpoint.parse(go.text());

        assertThat(key.verifier(checkpoint.origin())).hasToString(GoVectors.text("key"));
        var signed = key.sign(checkpoint, key.verifier(checkpoint.origin()));
        assertThat(signed.text()).isEqualTo(go.text());
        assertThat(signed.signatures()).containsExactly(go.signatures().getFirst());
        assertThat(key.toString()).doesNotContain(key.seed().hex());
    }

    @Test
    void verifiesTheCosignatureOfATorchwoodWitness() {
        var go = SignedNote.parse(Bytes.utf8(GoVectors.text("note")));
        var witness = VerifierKey.parse(GoVectors.text("witness"));
        assertThat(witness.kind()).isEqualTo(VerifierKey.SignatureKind.COSIGNATURE);
        assertThat(go.signers(List.of(witness))).containsExactly(witness);
        assertThat(Cosignature.seen(go.verified(witness).getFirst())).isAfter("2026-01-01T00:00:00Z");

        var other = new SignedNote(go.text().replace("\n600\n", "\n601\n"), go.signatures());
        assertThat(other.verified(witness)).isEmpty();
    }

    @Test
    void ignoresSignaturesOfOthers() {
        var note = SignedNote.parse(Bytes.utf8(NOTE));
        var more =
                note.with(SignedNote.parse(Bytes.utf8(GoVectors.text("note"))).signatures());
        assertThat(more.signers(List.of(KEY))).containsExactly(KEY);
        assertThat(more.with(note.signatures())).isEqualTo(more);
        assertThat(note.signers(List.of(VerifierKey.parse(GoVectors.text("key")))))
                .isEmpty();
    }

    @Test
    void refusesKeysThatAreNone() {
        for (var text : List.of(
                "",
                "a+b",
                "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530d903a+",
                "example.com/foo+530d903a+%%",
                "exa mple+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530d903a+BekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")) {
            assertThatThrownBy(() -> VerifierKey.parse(text)).as(text).isInstanceOf(InvalidLog.class);
        }
    }

    @Test
    void refusesNotesAndCheckpointsThatAreNone() {
        for (var text :
                List.of("", "\n", "a\n", "a\n\n", "a\n\n\u2014 b\n", "a\n\nb c\n", "a\tb\n\n\u2014 b AAAAAAA=\n")) {
            assertThatThrownBy(() -> SignedNote.parse(Bytes.utf8(text)))
                    .as(text)
                    .isInstanceOf(InvalidLog.class);
        }
        for (var text : List.of("", "a\n1\n", "a\n01\nAAAA\n", "a\n-1\nAAAA\n", "\n1\n", "a\n1\nAAAA\n", "a\n1\n!\n")) {
            assertThatThrownBy(() -> Checkpoint.parse(text)).as(text).isInstanceOf(InvalidLog.class);
        }
    }

    /** Whatever bytes come, nothing else is thrown, and no note that was changed still verifies. */
    @Test
    void noChangedNoteVerifies() {
        var random = new Random(41);
        var right = Bytes.utf8(NOTE);
        for (int trial = 0; trial < 5_000; trial++) {
            var bytes = right.toByteArray();
            int at = random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            try {
                var note = SignedNote.parse(Bytes.wrap(bytes));
                assertThat(note.signers(List.of(KEY)).isEmpty() || note.equals(SignedNote.parse(right)))
                        .as("byte %d", at)
                        .isTrue();
            } catch (InvalidLog expected) {
                assertThat(expected).hasMessageNotContaining("null");
            }
        }
    }
}
