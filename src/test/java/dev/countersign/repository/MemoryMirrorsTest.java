package dev.countersign.repository;

import static dev.countersign.repository.Examples.NOW;

import dev.countersign.repository.MirrorState.MirrorCursor;

class MemoryMirrorsTest implements MirrorsContract {
    private final MemoryMirrors mirrors = new MemoryMirrors();

    @Override
    public Mirrors mirrors() {
        return mirrors;
    }

    @Override
    public void shows(MirrorCursor newest) {
        mirrors.head(RepositoryId.DEFAULT, newest, NOW);
    }
}
