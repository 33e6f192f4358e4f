package dev.countersign.repository;

import static dev.countersign.repository.Examples.await;
import static dev.countersign.repository.Examples.file;
import static dev.countersign.repository.Examples.key;
import static dev.countersign.repository.Examples.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.repository.Publications.Committed;
import dev.countersign.repository.Publications.Step;
import dev.countersign.repository.Publications.Superseded;
import dev.countersign.transparency.LogKey;
import dev.countersign.transparency.LogSamples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every place where a repository moves forward promises, one in memory as one in a database. */
public interface PublicationsContract {

    /** The one to be tested, at its beginning. */
    Publications publications();

    /** What it publishes. */
    MetadataFiles files();

    @Test
    default void beginWithNothing() {
        assertThat(await(publications().current())).isEqualTo(new Committed(Head.NONE, new Repository.Empty()));
    }

    @Test
    default void showHeadAndFilesTogetherAndNotBefore() {
        var transaction = await(publications().begin(0));
        await(transaction.write(List.of(file("bins-0", 1))));
        assertThat(await(files().find(key("bins-0", 1)))).isEmpty();
        assertThat(await(publications().current()).head()).isEqualTo(Head.NONE);

        await(transaction.commit(step(1)));

        assertThat(await(publications().current()).head()).isEqualTo(step(1).head());
        assertThat(await(files().find(key("bins-0", 1)))).contains(file("bins-0", 1));
    }

    @Test
    default void keepTheDecisionsUntilTheyChange() {
        var signing = new Repository.Signing(Examples.task(1), Examples.settings(), Examples.root());
        commit(new Step(step(1).head(), signing, List.of(), Map.of(), 0));
        commit(step(2));

        var current = await(publications().current());

        assertThat(current.head().publication()).isEqualTo(2);
        assertThat(RepositoryCodec.encode(current.repository())).isEqualTo(RepositoryCodec.encode(signing));
    }

    @Test
    default void keepTheLogWithThePublication() {
        var first = LogSamples.first();
        commit(logged(1, new Publications.Logged(first, LogSamples.KEY)));
        assertThat(await(publications().current()).log()).isEqualTo(first.log());
        assertThat(await(publications().logKey()).map(LogKey::seed)).contains(LogSamples.KEY.seed());

        commit(step(2));
        assertThat(await(publications().current()).log()).isEqualTo(first.log());

        var second = LogSamples.next(first.log());
        commit(logged(3, new Publications.Logged(second, null)));
        assertThat(await(publications().current()))
                .isEqualTo(new Committed(step(3).head(), new Repository.Empty(), second.log()));
    }

    @Test
    default void leaveTheLogAsItIsWhenAnotherWasFirst() {
        var late = await(publications().begin(0));
        commit(step(1));

        var refused = late.commit(logged(1, new Publications.Logged(LogSamples.first(), LogSamples.KEY)));

        assertThatThrownBy(() -> await(refused)).isInstanceOf(Superseded.class);
        assertThat(await(publications().current()).log()).isNull();
        assertThat(await(publications().logKey())).isEmpty();
    }

    private static Step logged(long publication, Publications.Logged logged) {
        var step = step(publication);
        return new Step(step.head(), null, step.retired(), step.outcomes(), step.bitLength(), logged);
    }

    @Test
    default void refuseToBeginWhereTheRepositoryIsNoLonger() {
        commit(step(1));

        assertThatThrownBy(() -> await(publications().begin(0))).isInstanceOf(Superseded.class);
    }

    @Test
    default void letOneOfTwoCommit() {
        var ours = await(publications().begin(0));
        var theirs = await(publications().begin(0));
        await(ours.write(List.of(file("ours", 1))));
        await(theirs.write(List.of(file("theirs", 1))));

        await(theirs.commit(step(1)));

        assertThatThrownBy(() -> await(ours.commit(step(1))))
                .isInstanceOf(Superseded.class)
                .hasMessage("publication 1 was committed by another node");
        assertThat(await(files().find(key("ours", 1)))).isEmpty();
        assertThat(await(files().find(key("theirs", 1)))).isPresent();
    }

    @Test
    default void leaveNothingOfWhatWasAbandoned() {
        var transaction = await(publications().begin(0));
        await(transaction.write(List.of(file("snapshot", 1))));

        await(transaction.abandon());

        assertThat(await(publications().current()).head()).isEqualTo(Head.NONE);
        assertThat(await(files().find(key("snapshot", 1)))).isEmpty();
        assertThatThrownBy(() -> await(transaction.write(List.of(file("snapshot", 2)))))
                .isInstanceOf(IllegalStateException.class);
    }

    private void commit(Step step) {
        var transaction = await(publications().begin(step.head().publication() - 1));
        await(transaction.commit(step));
    }
}
