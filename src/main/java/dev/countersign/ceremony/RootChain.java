package dev.countersign.ceremony;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.TrustedMetadata;
import dev.countersign.tuf.TufException;
import java.util.ArrayList;
import java.util.List;

/**
 * Root files from one that a holder trusts to the newest known, each signed by the one before and by itself
 * (specification, 5.3). Roots in the middle and the newest may have expired: it is their keys that matter here.
 */
public final class RootChain {
    private final List<Bytes> files;
    private final Metadata<Root> newest;

    private RootChain(List<Bytes> files, Metadata<Root> newest) {
        this.files = List.copyOf(files);
        this.newest = newest;
    }

    /**
     * A chain of one root.
     *
     * @throws InvalidInput when the file is no root, or not signed by its own keys
     */
    public static RootChain startingFrom(Bytes file) {
        return new RootChain(List.of(file), TrustedMetadata.startingFrom(file).root());
    }

    /**
     * This chain with the next root.
     *
     * @throws InvalidInput when it may not follow
     */
    public RootChain followedBy(Bytes file) {
        var next = TrustedMetadata.startingFrom(files.getLast()).root(file);
        var longer = new ArrayList<>(files);
        longer.add(file);
        return new RootChain(longer, next);
    }

    /**
     * This chain continued with those of the files that come after it; the files are in the order of their versions.
     *
     * @throws InvalidInput when one is another root than the chain has, or may not follow
     */
    public RootChain continuedBy(List<Bytes> others) {
        var chain = this;
        for (var file : others) {
            chain = chain.with(file);
        }
        return chain;
    }

    private RootChain with(Bytes file) {
        var root = Metadata.parseRoot(file);
        int version = root.signed().version();
        if (version > newest.signed().version()) {
            return followedBy(file);
        }
        for (var known : files) {
            var mine = Metadata.parseRoot(known);
            if (mine.signed().version() == version && !mine.signedBytes().equals(root.signedBytes())) {
                throw new TufException.UntrustedRoot("root " + version + " is not the one that you trust");
            }
        }
        return this;
    }

    public Metadata<Root> newest() {
        return newest;
    }

    public int version() {
        return newest.signed().version();
    }

    /** From the trusted one to the newest. */
    public List<Bytes> files() {
        return files;
    }
}
