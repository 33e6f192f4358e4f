package dev.countersign.repository;

class MemoryRepositoriesTest implements RepositoriesContract {
    private final MemoryRepositories repositories = new MemoryRepositories();

    @Override
    public Repositories repositories() {
        return repositories;
    }
}
