package dev.countersign.packages;

import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.TargetPathPolicy;
import dev.countersign.tuf.TufException;

/**
 * Under which paths a registry's files, and the lists of its projects, are targets: what a follower posts and a gateway
 * looks up.
 *
 * @param prefix the folder that belongs to the registry; may be empty
 */
public record TargetNames(Ecosystem ecosystem, String prefix, TargetTemplate template) {
    public TargetNames {
        if (prefix.startsWith("/") || prefix.endsWith("/")) {
            throw new TufException.InvalidName("prefix", prefix, "expected: no slash at either end");
        }
        if (!prefix.isEmpty()) {
            TargetPath.added(prefix, TargetPathPolicy.PORTABLE);
        }
    }

    /** As the ecosystem has it. */
    public TargetNames(Ecosystem ecosystem, String prefix) {
        this(ecosystem, prefix, ecosystem.template());
    }

    /**
     * The path of an artifact.
     *
     * @param project in any writing; empty for {@link Ecosystem#FILES}
     * @throws TufException.InvalidName with the reason, when there can be no such target
     */
    public TargetPath artifact(String project, String file) {
        var name = ecosystem.file(file);
        var path = template.fill(prefix, ecosystem.hasProjects() ? ecosystem.project(project) : "", name);
        if (path.startsWith(lists())) {
            throw new TufException.InvalidName("target path", path, "expected: not within .index, where lists are");
        }
        return TargetPath.added(path, TargetPathPolicy.PORTABLE);
    }

    /**
     * The path of the list of a project's files.
     *
     * @throws TufException.InvalidName with the reason, when there can be no such project
     */
    public TargetPath list(String project) {
        return TargetPath.added(lists() + ecosystem.project(project) + ".json", TargetPathPolicy.PORTABLE);
    }

    /** No project of any ecosystem begins with a full stop, so no artifact is in this folder. */
    private String lists() {
        return prefix.isEmpty() ? ".index/" : prefix + "/.index/";
    }
}
