package dev.countersign.repository;

import static dev.countersign.repository.Examples.NOW;
import static dev.countersign.repository.Examples.ORIGIN;
import static dev.countersign.repository.Examples.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.audit.AuditEntry;
import dev.countersign.audit.AuditEvent;
import dev.countersign.repository.Repositories.Described;
import dev.countersign.repository.Repositories.NameTaken;
import dev.countersign.repository.Repositories.ServedRepository;
import dev.countersign.repository.Repositories.ServiceChange;
import dev.countersign.tuf.RepositoryName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every place where a service keeps its repositories promises, one in memory as one in a database. */
public interface RepositoriesContract {

    /** The one to be tested, at its beginning. */
    Repositories repositories();

    /** What the audit of the repository default has. */
    List<AuditEntry> audited();

    @Test
    default void eachChangeIsInTheAuditWithWhoMadeIt() {
        var entry = create("pypi");
        await(repositories().setPrivate(entry, true, NOW, ORIGIN));
        await(repositories().remove(entry, NOW, ORIGIN));

        assertThat(audited())
                .containsExactly(
                        new AuditEvent.RepositoryCreated("pypi", false).entry(NOW, ORIGIN),
                        new AuditEvent.RepositoryChanged(entry.id().value(), "pypi", true).entry(NOW, ORIGIN),
                        new AuditEvent.RepositoryRemoved(entry.id().value(), "pypi").entry(NOW, ORIGIN));
    }

    @Test
    default void whatWasNotDoneIsNotInTheAudit() {
        var entry = create("pypi");
        await(repositories().remove(entry, NOW, ORIGIN));
        create("pypi");
        int before = audited().size();

        assertThatThrownBy(() -> create("pypi")).isInstanceOf(NameTaken.class);
        assertThat(await(repositories().setPrivate(entry, true, NOW, ORIGIN))).isFalse();
        assertThat(await(repositories().remove(entry, NOW, ORIGIN))).isFalse();

        assertThat(audited()).hasSize(before);
    }

    @Test
    default void whatIsMadePrivateIsToldAsAChange() {
        var entry = create("hidden");
        assertThat(entry.isPrivate()).isFalse();
        var before = await(repositories().changesAfter(0)).getLast().number();

        assertThat(await(repositories().setPrivate(entry, true, NOW, ORIGIN))).isTrue();

        var changes = await(repositories().changesAfter(before));
        assertThat(changes).hasSize(1);
        assertThat(changes.getFirst().entry().isPrivate()).isTrue();
        assertThat(changes.getFirst().served()).isTrue();
        assertThat(await(repositories().find(entry.name()))
                        .orElseThrow()
                        .entry()
                        .isPrivate())
                .isTrue();
        var unknown = new ServedRepository(new RepositoryId(999_999), entry.name(), NOW);
        assertThat(await(repositories().setPrivate(unknown, true, NOW, ORIGIN))).isFalse();
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

        assertThat(await(repositories().remove(created, NOW, ORIGIN))).isTrue();
        assertThat(await(repositories().remove(created, NOW, ORIGIN))).isFalse();

        assertThat(await(repositories().find(created.name()))).isEmpty();
        assertThat(await(repositories().changesAfter(before))).satisfiesExactly(change -> {
            assertThat(change.entry()).isEqualTo(created);
            assertThat(change.served()).isFalse();
        });
    }

    @Test
    default void giveANameAgainButNeverANumber() {
        var before = create("pypi");
        await(repositories().remove(before, NOW, ORIGIN));

        assertThat(create("pypi").id()).isGreaterThan(before.id());
    }

    @Test
    default void haveNothingToDoAtFirstNorAfterRemoving() {
        var created = create("pypi");
        await(repositories().remove(created, NOW, ORIGIN));

        assertThat(await(repositories().work(NOW))).noneMatch(work -> !work.id().equals(RepositoryId.DEFAULT));
    }

    private long lastChange() {
        return await(repositories().changesAfter(0)).getLast().number();
    }

    private ServedRepository create(String name) {
        return await(repositories().create(new RepositoryName(name), false, NOW, ORIGIN));
    }
}
