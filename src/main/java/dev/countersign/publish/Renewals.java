package dev.countersign.publish;

import dev.countersign.repository.Publications;
import dev.countersign.repository.Repository;
import dev.countersign.tuf.RoleName;
import java.util.Map;
import java.util.Set;

/** Signs roles again that have not changed. */
final class Renewals {
    private final Schedule schedule;
    private final Committer committer;
    private final Publications publications;
    private final StepTime time;
    private final AnswerLimit answers;
    private final Observer observer;

    Renewals(
            Schedule schedule,
            Committer committer,
            Publications publications,
            StepTime time,
            AnswerLimit answers,
            Observer observer) {
        this.schedule = schedule;
        this.committer = committer;
        this.publications = publications;
        this.time = time;
        this.answers = answers;
        this.observer = observer;
    }

    /** Signs the roles that expire soon, if any. */
    Progress signDue(State state) {
        var due = schedule.due(time.instant());
        return !due.isEmpty() && state.repository() instanceof Repository.Established established
                ? sign(state, established, due)
                : new Progress.Idle();
    }

    /**
     * After a clock that was ahead has dated the last publication: signs everything that expires too late. It is one
     * publication, because its date shows later that this was done.
     */
    Progress signMisdated(State state) {
        observer.progress("signing again what a clock that was ahead has dated");
        var now = time.instant();
        answers.await(publications.redate(now));
        return state.repository() instanceof Repository.Established established
                ? sign(state, established, schedule.beyond(now))
                : Progress.Worked.by(
                        committer.commit(
                                state, new Commit.NoMetadata(state.head().journal(), null, Map.of())),
                        0);
    }

    private Progress sign(State state, Repository.Established repository, Set<RoleName> roles) {
        var plan = Plan.renew(repository, roles, state.head().journal());
        return Progress.Worked.by(committer.commit(state, new Commit.WithMetadata(plan, 0)), 0);
    }
}
