package dev.countersign.repository;

import static dev.countersign.repository.Examples.NOW;
import static dev.countersign.repository.Examples.ORIGIN;
import static dev.countersign.repository.Examples.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.audit.AuditEntry;
import dev.countersign.audit.AuditEvent;
import dev.countersign.json.Json;
import dev.countersign.repository.MirrorState.MirrorCheck;
import dev.countersign.repository.MirrorState.MirrorCursor;
import dev.countersign.repository.MirrorState.MirrorProblem;
import dev.countersign.repository.Repositories.ServedRepository;
import dev.countersign.tuf.RepositoryName;
import dev.countersign.tuf.RoleName;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every place where a service keeps what it knows of its mirrors promises, one in memory as one in a database. */
public interface MirrorsContract {
    MirrorCursor FIRST = new MirrorCursor(3, 1, 2, 2);
    MirrorCursor SECOND = new MirrorCursor(4, 2, 3, 3);

    ServedRepository DEFAULT = new ServedRepository(RepositoryId.DEFAULT, RepositoryName.DEFAULT, NOW);

    /** What the audit of the repository default has. */
    List<AuditEntry> audited();

    /** Those to be tested, without any mirror. */
    Mirrors mirrors();

    /** The repository {@code default} shows this from now on, and did not before {@link Examples#NOW}. */
    void shows(MirrorCursor newest);

    private Mirror add(String name) {
        return await(mirrors()
                .add(DEFAULT, new MirrorName(name), new MirrorPlace.Folder("/srv/" + name, false), NOW, ORIGIN));
    }

    private MirrorState state() {
        return await(mirrors().all(new Mirrors.SweepLimit(NOW.plusSeconds(1), 1)))
                .getFirst();
    }

    private static RoleVersion file(String role, int version) {
        return new RoleVersion(new RoleName(role), version);
    }

    @Test
    default void aNewMirrorShowsNothingAndIsBehindWhatIsPublished() {
        var added = add("disk");
        assertThat(state().mirror()).isEqualTo(added);
        assertThat(state().isDue()).isFalse();

        shows(FIRST);

        assertThat(state().cursor()).isEqualTo(MirrorCursor.NOTHING);
        assertThat(state().newest()).isEqualTo(FIRST);
        assertThat(state().isDue()).isTrue();
        assertThat(state().behindSince()).isPresent();
    }

    @Test
    default void whatPeopleAskForIsInTheAudit() {
        var mirror = add("disk");
        assertThatThrownBy(() -> add("disk")).isInstanceOf(Mirrors.MirrorExists.class);
        var _ = await(mirrors().askToCheck(DEFAULT, mirror, NOW, ORIGIN));
        assertThat(await(mirrors().remove(DEFAULT, mirror, NOW, ORIGIN))).isTrue();
        assertThat(await(mirrors().remove(DEFAULT, mirror, NOW, ORIGIN))).isFalse();
        assertThat(audited())
                .containsExactly(
                        new AuditEvent.MirrorAdded("default", "disk", folder("/srv/disk")).entry(NOW, ORIGIN),
                        new AuditEvent.MirrorCheckAsked("default", "disk").entry(NOW, ORIGIN),
                        new AuditEvent.MirrorRemoved("default", "disk", folder("/srv/disk")).entry(NOW, ORIGIN));
    }

    private static Json.Obj folder(String path) {
        return MirrorPlaceCodec.encode(new MirrorPlace.Folder(path, false));
    }

    @Test
    default void placesAreKeptWhole() {
        var place = new MirrorPlace.Bucket(
                "tuf-files",
                "a/b/",
                Optional.of(URI.create("https://s3.example.org:9000")),
                Optional.of("eu-west-1"),
                true,
                Optional.of("cdn"),
                Optional.of("/etc/tls/store.pem"));
        var _ = await(mirrors().add(DEFAULT, new MirrorName("cdn"), place, NOW, ORIGIN));
        assertThat(state().mirror().place()).isEqualTo(place);
    }

    @Test
    default void aNameAndAPlaceAreThereOnce() {
        var _ = add("disk");
        assertThatThrownBy(() -> add("disk")).isInstanceOf(Mirrors.MirrorExists.class);
        isTaken(new MirrorPlace.Folder("/srv/disk", false));
        var _ = add("b");
        assertThat(await(mirrors().of(RepositoryId.DEFAULT)))
                .extracting(state -> state.mirror().name().value())
                .containsExactly("b", "disk");
        assertThat(await(mirrors().of(new RepositoryId(77)))).isEmpty();
    }

    @Test
    default void oneThatMovesBeginsWithNothing() {
        shows(SECOND);
        var mirror = filled(add("disk"));

        assertThat(await(mirrors().change(DEFAULT, mirror, new MirrorPlace.Folder("/srv/new", false), NOW, ORIGIN)))
                .isTrue();

        var moved = state().mirror();
        assertThat(moved.id()).isEqualTo(mirror.id());
        assertThat(moved.place().text()).isEqualTo("/srv/new");
        assertThatThrownBy(() -> await(mirrors().claim(mirror))).isInstanceOf(Mirrors.ClaimLost.class);
        assertThat(state().cursor()).isEqualTo(MirrorCursor.NOTHING);
        assertThat(state().problem()).isEmpty();
        assertThat(state().checked().problem()).isEmpty();
        assertThat(state().sweepable()).isFalse();
        var claimed = await(mirrors().claim(moved));
        assertThat(claimed.alarm()).isFalse();
        assertThat(claimed.ready()).isEmpty();
        assertThat(claimed.sent()).isEmpty();
        assertThat(audited())
                .contains(new AuditEvent.MirrorChanged("default", "disk", folder("/srv/disk"), folder("/srv/new"))
                        .entry(NOW, ORIGIN));
    }

    @Test
    default void oneThatIsReachedInAnotherWayGoesOn() {
        shows(SECOND);
        var mirror = filled(add("disk"));
        var before = state();

        assertThat(await(mirrors().change(DEFAULT, mirror, new MirrorPlace.Folder("/srv/disk", true), NOW, ORIGIN)))
                .isTrue();

        assertThat(state().mirror().place()).isEqualTo(new MirrorPlace.Folder("/srv/disk", true));
        assertThat(state().cursor()).isEqualTo(before.cursor());
        assertThat(state().problem()).isEqualTo(before.problem());
        assertThat(state().sweepable()).isTrue();
        var claimed = await(mirrors().claim(state().mirror()));
        assertThat(claimed.alarm()).isTrue();
        assertThat(claimed.ready()).contains(SECOND);
        assertThat(claimed.sent()).containsExactly(file("bins-0", 9));
    }

    /** And with something in everything that is known of it. */
    private Mirror filled(Mirror mirror) {
        var claim = await(mirrors().claim(mirror)).claim();
        await(mirrors().shows(claim, FIRST, List.of(file("bins-0", 1)), NOW));
        await(mirrors().sending(claim, List.of(file("bins-0", 9))));
        await(mirrors().ready(claim, SECOND));
        await(mirrors().note(claim, Optional.of(new MirrorProblem("broken", true, NOW))));
        await(mirrors().checked(claim, new MirrorCheck(1, Optional.of(NOW), 0, Optional.of("broken"))));
        return mirror;
    }

    @Test
    default void whoFilledItBeforeItMovedIsNotHeard() {
        var mirror = add("disk");
        var claim = await(mirrors().claim(mirror)).claim();
        var _ = await(mirrors().change(DEFAULT, mirror, new MirrorPlace.Folder("/srv/new", false), NOW, ORIGIN));

        assertThatThrownBy(() -> await(mirrors().shows(claim, FIRST, List.of(), NOW)))
                .isInstanceOf(Mirrors.ClaimLost.class);
    }

    @Test
    default void oneThatCannotMoveStaysAsItWas() {
        shows(SECOND);
        var _ = add("taken");
        var mirror = filled(add("disk"));
        var events = audited().size();

        assertThatThrownBy(() -> await(
                        mirrors().change(DEFAULT, mirror, new MirrorPlace.Folder("/srv/taken", false), NOW, ORIGIN)))
                .isInstanceOf(Mirrors.MirrorExists.class)
                .hasMessageContaining("/srv/taken is a mirror already");

        assertThat(await(mirrors().of(RepositoryId.DEFAULT)).getFirst().mirror())
                .isEqualTo(mirror);
        assertThat(await(mirrors().of(RepositoryId.DEFAULT)).getFirst().cursor())
                .isEqualTo(FIRST);
        assertThat(audited()).hasSize(events);
        var _ = await(mirrors().remove(DEFAULT, mirror, NOW, ORIGIN));
        assertThat(await(mirrors().change(DEFAULT, mirror, new MirrorPlace.Folder("/srv/new", false), NOW, ORIGIN)))
                .isFalse();
    }

    /** As by a node that has stood still, with a configuration of before. */
    @Test
    default void oneThatIsElsewhereByNowIsNotMovedByWhoHasNotSeenThat() {
        var seen = add("disk");
        assertThat(await(mirrors().change(DEFAULT, seen, new MirrorPlace.Folder("/srv/new", false), NOW, ORIGIN)))
                .isTrue();
        var moved = filled(state().mirror());
        var events = audited().size();

        assertThat(await(mirrors().change(DEFAULT, seen, new MirrorPlace.Folder("/srv/old", false), NOW, ORIGIN)))
                .isFalse();

        assertThat(state().mirror()).isEqualTo(moved);
        assertThat(state().cursor()).isEqualTo(FIRST);
        assertThat(state().sweepable()).isTrue();
        assertThat(audited()).hasSize(events);
    }

    @Test
    default void whatWasCheckedBeforeItMovedIsNotCheckedAgain() {
        var mirror = filled(add("disk"));

        var _ = await(mirrors().change(DEFAULT, mirror, new MirrorPlace.Folder("/srv/new", false), NOW, ORIGIN));

        assertThat(state().checked()).isEqualTo(new MirrorCheck(1, Optional.empty(), 0, Optional.empty()));
    }

    @Test
    default void theAuditSaysHowItIsReached() {
        var plain = add("disk");
        var packed = new MirrorPlace.Folder("/srv/disk", true);

        var _ = await(mirrors().change(DEFAULT, plain, packed, NOW, ORIGIN));

        assertThat(audited().getLast().details().get("before")).isEqualTo(MirrorPlaceCodec.encode(plain.place()));
        assertThat(audited().getLast().details().get("place")).isEqualTo(MirrorPlaceCodec.encode(packed));
    }

    @Test
    default void aPlaceIsTakenHoweverItIsReached() {
        var _ = add("disk");
        isTaken(new MirrorPlace.Folder("/srv/disk", true));
        var bucket = bucket(Optional.of("https://s3.example.org"));
        var _ = await(mirrors().add(DEFAULT, new MirrorName("cdn"), bucket, NOW, ORIGIN));
        isTaken(new MirrorPlace.Bucket(
                bucket.bucket(),
                bucket.prefix(),
                bucket.endpoint(),
                Optional.of("us-east-1"),
                true,
                Optional.of("other"),
                Optional.of("/etc/tls/other.pem")));

        var elsewhere = bucket(Optional.empty());
        assertThat(await(mirrors().add(DEFAULT, new MirrorName("other"), elsewhere, NOW, ORIGIN))
                        .place())
                .isEqualTo(elsewhere);
    }

    private void isTaken(MirrorPlace place) {
        assertThatThrownBy(() -> await(mirrors().add(DEFAULT, new MirrorName("second"), place, NOW, ORIGIN)))
                .isInstanceOf(Mirrors.MirrorExists.class)
                .hasMessageContaining(place.text() + " is a mirror already");
    }

    private static MirrorPlace.Bucket bucket(Optional<String> endpoint) {
        return new MirrorPlace.Bucket(
                "tuf-files",
                "a/b/",
                endpoint.map(URI::create),
                Optional.of("eu-west-1"),
                false,
                Optional.empty(),
                Optional.empty());
    }

    @Test
    default void whoClaimedFirstIsNotHeardAfterTheNext() {
        var mirror = add("disk");
        var first = await(mirrors().claim(mirror)).claim();
        await(mirrors().sending(first, List.of(file("bins-0", 1))));

        var second = await(mirrors().claim(mirror));

        assertThat(second.sent()).containsExactly(file("bins-0", 1));
        for (var word : List.of(
                mirrors().sending(first, List.of()),
                mirrors().ready(first, FIRST),
                mirrors().shows(first, FIRST, List.of(), NOW),
                mirrors().note(first, Optional.empty()),
                mirrors().checked(first, MirrorCheck.NONE))) {
            assertThatThrownBy(() -> await(word)).isInstanceOf(Mirrors.ClaimLost.class);
        }
        assertThat(state().cursor()).isEqualTo(MirrorCursor.NOTHING);
    }

    @Test
    default void whatIsReadyAndWhatWasSentIsToldToTheNext() {
        var mirror = add("disk");
        var claim = await(mirrors().claim(mirror)).claim();
        await(mirrors().sending(claim, List.of(file("bins-0", 1), file("snapshot", 2))));
        await(mirrors().ready(claim, SECOND));

        var next = await(mirrors().claim(mirror));

        assertThat(next.ready()).contains(SECOND);
        assertThat(next.sent()).containsExactlyInAnyOrder(file("bins-0", 1), file("snapshot", 2));
        await(mirrors().shows(next.claim(), SECOND, List.of(), NOW));
        var last = await(mirrors().claim(mirror));
        assertThat(last.ready()).isEmpty();
        assertThat(last.sent()).isEmpty();
        assertThat(last.cursor()).isEqualTo(SECOND);
    }

    @Test
    default void whatAPublicationNoLongerNamesGoesWhenItsTimeHasCome() {
        var mirror = add("disk");
        var claim = await(mirrors().claim(mirror)).claim();
        await(mirrors().shows(claim, FIRST, List.of(), NOW));
        await(mirrors().shows(claim, SECOND, List.of(file("bins-0", 1)), NOW));

        assertThat(await(mirrors().leftover(claim, new Mirrors.SweepLimit(NOW, 1))))
                .isEmpty();
        assertThat(await(mirrors().leftover(claim, new Mirrors.SweepLimit(NOW.plusSeconds(1), 2))))
                .isEmpty();
        var left = await(mirrors().leftover(claim, new Mirrors.SweepLimit(NOW.plusSeconds(1), 1)))
                .orElseThrow();
        assertThat(state().sweepable()).isTrue();
        assertThat(left.files()).containsExactly(file("bins-0", 1));

        await(mirrors().swept(claim, left));

        assertThat(state().sweepable()).isFalse();
    }

    @Test
    default void aProblemKeepsItsBeginning() {
        var mirror = add("disk");
        var claim = await(mirrors().claim(mirror)).claim();
        await(mirrors().note(claim, Optional.of(new MirrorProblem("away", false, NOW))));
        await(mirrors().note(claim, Optional.of(new MirrorProblem("other", true, NOW.plusSeconds(9)))));
        assertThat(state().problem()).contains(new MirrorProblem("other", true, NOW));
        assertThat(await(mirrors().claim(mirror)).alarm()).isTrue();
    }

    /** What cannot be written now is still to be mended, by whoever claims it then; who has mended it may have another problem. */
    @Test
    default void anAlarmStaysAsLongAsItIsNoted() {
        var mirror = add("disk");
        var claim = await(mirrors().claim(mirror)).claim();
        await(mirrors().note(claim, Optional.of(new MirrorProblem("broken", true, NOW))));
        await(mirrors().note(claim, Optional.of(new MirrorProblem("refused", true, NOW))));
        var next = await(mirrors().claim(mirror));
        assertThat(next.alarm()).isTrue();

        await(mirrors().note(next.claim(), Optional.of(new MirrorProblem("refused", false, NOW))));
        assertThat(state().problem()).contains(new MirrorProblem("refused", false, NOW));
        assertThat(await(mirrors().claim(mirror)).alarm()).isFalse();
    }

    @Test
    default void fullChecksAreNumbered() {
        var mirror = add("disk");
        assertThat(await(mirrors().askToCheck(DEFAULT, mirror, NOW, ORIGIN))).contains(1L);
        assertThat(await(mirrors().askToCheck(DEFAULT, mirror, NOW, ORIGIN))).contains(2L);
        assertThat(state().isDue()).isTrue();
        var check = new MirrorCheck(2, Optional.of(NOW), 7, Optional.of("clients refuse it"));
        var claim = await(mirrors().claim(mirror)).claim();

        await(mirrors().checked(claim, check));

        assertThat(state().checked()).isEqualTo(check);
        assertThat(state().isDue()).isFalse();
        assertThat(await(mirrors()
                        .askToCheck(
                                DEFAULT,
                                new Mirror(999, RepositoryId.DEFAULT, mirror.name(), mirror.place(), NOW),
                                NOW,
                                ORIGIN)))
                .isEmpty();
    }

    @Test
    default void oneThatWasRemovedCannotBeClaimed() {
        var mirror = add("disk");
        var claim = await(mirrors().claim(mirror)).claim();
        await(mirrors().shows(claim, FIRST, List.of(file("bins-0", 1)), NOW));

        assertThat(await(mirrors().remove(DEFAULT, mirror, NOW, ORIGIN))).isTrue();

        assertThat(await(mirrors().remove(DEFAULT, mirror, NOW, ORIGIN))).isFalse();
        assertThatThrownBy(() -> await(mirrors().claim(mirror))).isInstanceOf(Mirrors.ClaimLost.class);
        assertThatThrownBy(() -> await(mirrors().shows(claim, SECOND, List.of(), NOW)))
                .isInstanceOf(Mirrors.ClaimLost.class);
        assertThat(await(mirrors().of(RepositoryId.DEFAULT))).isEmpty();
    }
}
