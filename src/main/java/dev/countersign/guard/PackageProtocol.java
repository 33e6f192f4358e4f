package dev.countersign.guard;

/**
 * How the package managers of one ecosystem talk to a registry: which of their questions are for artifacts and which for
 * an index, and how an index is put so that nothing in it leads past the guard. Each registry has an instance of its own,
 * with the {@link GuardedRegistry} of that registry. Any thread.
 */
public interface PackageProtocol {
    /**
     * Answers a GET or HEAD request. Called on a thread that may wait, for the registry as well as for metadata.
     *
     * @throws Withheld for everything that is not to be served
     */
    GuardReply answer(PackageRequest asked);

    /**
     * Answers a POST request, such as an audit of dependencies.
     *
     * @throws Withheld when there is nothing to post to
     */
    default GuardReply post(PackageRequest asked, PostedBody body) {
        throw Withheld.onlyReading();
    }

    default RefusalForm refusals() {
        return RefusalForm.TEXT;
    }
}
