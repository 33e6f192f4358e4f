package dev.countersign.repository;

import static dev.countersign.repository.Examples.NOW;
import static dev.countersign.repository.Examples.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.repository.Repositories.Described;
import dev.countersign.repository.Repositories.NameTaken;
import dev.countersign.repository.Repositories.ServedRepository;
import dev.countersign.repository.Repositories.ServiceChange;
import dev.countersign.tuf.RepositoryName;
import org.junit.jupiter.api.Test;

/** What every place where a service keeps its repositories promises, one in memory as one in a database. */
public interface RepositoriesContract {

    /** The one to be tested, at its beginning. */
    Repositories repositories();

    @Test
    default void whatIsMadePrivateIsToldAsAChange() {
        var entry = create("hidden");
        assertThat(entry.isPrivate()).isFalse();
        var before = await(repositories().changesAfter(0)).getLast().number();

        assertThat(await(repositories().setPrivate(entry.id(), true))).isTrue();

        var changes = await(repositories().changesAfter(before));
        assertThat(changes).hasSize(1);
        assertThat(changes.getFirst().entry().isPrivate()).isTrue();
        assertThat(changes.getFirst().served()).isTrue();
        assertThat(await(repositories().find(entry.name()))
                        .orElseThrow()
                        .entry()
                        .isPrivate())
                .isTrue();
        assertThat(await(repositories().setPrivate(new RepositoryId(999_999), true)))
                .isFalse();
    }

    @Test
    default void beginWithTheOneThatThereAlwaysIs() {
        assertThat(await(repositories().list(null, 10)))
                .extracting(each -> each.entry().id())
                .containsExactly(RepositoryId.DEFAULT);
        assertThat(await(repositories().find(RepositoryName.DEFAULT))).isPresent();
    }

    @Test
    default void findWhatWasCreatedWhereNothingIsPublishedYet() {
        var created = create("pypi");

        assertThat(await(repositories().find(new RepositoryName("pypi")))).contains(new Described(created, Head.NONE));
        assertThat(await(repositories().find(new RepositoryName("crates")))).isEmpty();
    }

    @Test
    default void listByNameAndGoOnAfterAName() {
        create("b-2");
        create("a-1");
        create("c-3");

        assertThat(await(repositories().list(new RepositoryName("a-1"), 2)))
                .extracting(each -> each.entry().name().value())
                .containsExactly("b-2", "c-3");
    }

    @Test
    default void haveOneOfAName() {
        create("pypi");

        assertThatThrownBy(() -> create("pypi")).isInstanceOf(NameTaken.class).hasMessageContaining("pypi");
    }

    @Test
    default void tellWhatChangedAfterAChange() {
        var before = lastChange();
        var first = create("first");
        var second = create("second");

        var changes = await(repositories().changesAfter(before));

        assertThat(changes).extracting(ServiceChange::entry).containsExactly(first, second);
        assertThat(changes).extracting(ServiceChange::served).containsExactly(true, true);
        assertThat(await(repositories().changesAfter(changes.getLast().number())))
                .isEmpty();
    }

    @Test
    default void removeOnceAndTellOfIt() {
        var created = create("pypi");
        var before = lastChange();

        assertThat(await(repositories().remove(created.id(), NOW))).isTrue();
        assertThat(await(repositories().remove(created.id(), NOW))).isFalse();

        assertThat(await(repositories().find(created.name()))).isEmpty();
        assertThat(await(repositories().changesAfter(before))).satisfiesExactly(change -> {
            assertThat(change.entry()).isEqualTo(created);
            assertThat(change.served()).isFalse();
        });
    }

    @Test
    default void giveANameAgainButNeverANumber() {
        var before = create("pypi");
        await(repositories().remove(before.id(), NOW));

        assertThat(create("pypi").id()).isGreaterThan(before.id());
    }

    @Test
    default void haveNothingToDoAtFirstNorAfterRemoving() {
        var created = create("pypi");
        await(repositories().remove(created.id(), NOW));

        assertThat(await(repositories().work(NOW))).noneMatch(work -> !work.id().equals(RepositoryId.DEFAULT));
    }

    private long lastChange() {
        return await(repositories().changesAfter(0)).getLast().number();
    }

    private ServedRepository create(String name) {
        return await(repositories().create(new RepositoryName(name), false, NOW));
    }
}
