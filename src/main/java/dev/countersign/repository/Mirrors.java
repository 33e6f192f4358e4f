package dev.countersign.repository;

import dev.countersign.audit.AuditOrigin;
import dev.countersign.repository.Repositories.ServedRepository;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The mirrors of all repositories, and how far each is. Whoever fills one claims it first; what was claimed later counts, and
 * every word of an earlier claim fails with {@link ClaimLost}. What people ask for has a row in the audit of the repository
 * {@code default}, written with it.
 */
public interface Mirrors {

    /** Which files a mirror may give up: those unused since before an instant, and not of its last publications. */
    record SweepLimit(Instant before, int publications) {}

    /** How long what is unused stays on mirrors. */
    record SweepRule(Duration age, int publications) {
        public SweepLimit at(Instant now) {
            return new SweepLimit(now.minus(age), publications);
        }
    }

    /** All mirrors of repositories that are served. */
    Future<List<MirrorState>> all(SweepLimit limit);

    /** Those of one repository, in the order of names. */
    Future<List<MirrorState>> of(RepositoryId repository);

    /** Adds an empty one. Fails with {@link MirrorExists}. */
    Future<Mirror> add(
            ServedRepository repository, MirrorName name, MirrorPlace place, Instant now, AuditOrigin origin);

    /**
     * From now on it is there, or reached so; whoever fills it claims it anew. What it shows stays known if that is the same
     * place, else it is filled from nothing. Fails with {@link MirrorExists}, and then nothing has changed. False when there is
     * none of this number, or it is elsewhere by now.
     */
    Future<Boolean> change(
            ServedRepository repository, Mirror mirror, MirrorPlace place, Instant now, AuditOrigin origin);

    /** Fills it no longer; what is there stays there. False when there is none of this number. */
    Future<Boolean> remove(ServedRepository repository, Mirror mirror, Instant now, AuditOrigin origin);

    /** Asks for a full check. Empty when there is no such mirror; otherwise the number of the check. */
    Future<Optional<Long>> askToCheck(ServedRepository repository, Mirror mirror, Instant now, AuditOrigin origin);

    /** Makes the caller the one that fills it. Fails with {@link ClaimLost} when there is no such mirror, or it is elsewhere. */
    Future<Claimed> claim(Mirror mirror);

    /** The right to fill a mirror, until somebody else claims it. */
    record Claim(long mirror, long number) {}

    /**
     * What was known of a mirror when it was claimed.
     *
     * @param cursor the last publication that it was filled with
     * @param ready a later one all of whose files are there, and that it may already show
     * @param sent files that were, or may have been, written for publications that it never showed
     * @param alarm whether what clients found there did not verify
     */
    record Claimed(
            Claim claim,
            MirrorState.MirrorCursor cursor,
            Optional<MirrorState.MirrorCursor> ready,
            List<RoleVersion> sent,
            boolean alarm) {}

    /** From now on these may be there; instead of what was noted before. */
    Future<Void> sending(Claim claim, List<RoleVersion> files);

    /** All files of this publication are there; from now on clients may see its roots. */
    Future<Void> ready(Claim claim, MirrorState.MirrorCursor publication);

    /**
     * It shows this publication.
     *
     * @param left files that are there, or may be, and that it does not name; instead of what was noted as sent
     */
    Future<Void> shows(Claim claim, MirrorState.MirrorCursor publication, List<RoleVersion> left, Instant now);

    /** The oldest files that it may give up; empty when there are none. */
    Future<Optional<Leftover>> leftover(Claim claim, SweepLimit limit);

    /** Files that a publication has stopped naming on a mirror. */
    record Leftover(long number, List<RoleVersion> files) {}

    /** They are there no longer. */
    Future<Void> swept(Claim claim, Leftover gone);

    /**
     * What is wrong with it, or that nothing is. The instant of a problem that goes on stays; whether an alarm does is said by
     * whoever notes it.
     */
    Future<Void> note(Claim claim, Optional<MirrorState.MirrorProblem> problem);

    /** What a full check has found. */
    Future<Void> checked(Claim claim, MirrorState.MirrorCheck check);

    /** The name, or the place, is that of another mirror. */
    final class MirrorExists extends RuntimeException {
        private static final long serialVersionUID = 1;

        public MirrorExists(String what) {
            super(what, null, false, false);
        }
    }

    /** Somebody else fills the mirror, or it was removed. */
    final class ClaimLost extends RuntimeException {
        private static final long serialVersionUID = 1;

        public ClaimLost(long mirror) {
            super("another node fills mirror " + mirror + ", or it was removed", null, false, false);
        }
    }
}
