package dev.countersign.guard.files;

import dev.countersign.guard.ContentSource;
import dev.countersign.guard.GuardReply;
import dev.countersign.guard.GuardedRegistry;
import dev.countersign.guard.PackageProtocol;
import dev.countersign.guard.PackageRequest;
import dev.countersign.guard.Withheld;

/** Files of any web server by their paths: releases, models, tools. There is no index. */
public final class FilesProtocol implements PackageProtocol {
    private final GuardedRegistry registry;

    public FilesProtocol(GuardedRegistry registry) {
        this.registry = registry;
    }

    @Override
    public GuardReply answer(PackageRequest request) {
        var path = request.path();
        if (path.folder()) {
            throw new Withheld(
                    Withheld.Why.UNSIGNED, path + ": folders are not signed, and files are served by their names only");
        }
        var file = path.joined();
        return registry.artifact(
                request, registry.target("", file), "application/octet-stream", ContentSource.at(registry.at(file)));
    }
}
