package dev.countersign.mirror;

import dev.countersign.repository.MirrorPlace;

/** Opens the stores of mirrors. */
@FunctionalInterface
public interface MirrorPlaces {
    /** @throws MirrorFailure when it cannot be opened as things are */
    MirrorStore open(MirrorPlace place);
}
