package dev.countersign.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.store.postgres.Places.Stay;
import dev.countersign.store.postgres.Places.TakenPlace;
import java.util.ArrayList;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private final Places places = new Places(4, 3, 2);

    private TakenPlace taken(Stay stay) {
        var waiting = places.await(stay);
        assertThat(waiting.place().isComplete()).isTrue();
        return waiting.place().result();
    }

    @Test
    void keepPlacesForBriefStays() {
        var first = taken(Stay.LONG);
        taken(Stay.LONG);
        taken(Stay.LONG);
        var fourth = places.await(Stay.LONG);
        assertThat(fourth.place().isComplete()).isFalse();

        taken(Stay.BRIEF).end();

        assertThat(fourth.place().isComplete()).isFalse();
        first.end();
        assertThat(fourth.place().isComplete()).isTrue();
    }

    @Test
    void giveBriefStaysTheirTurnFirst() {
        var last = taken(Stay.LONG);
        taken(Stay.LONG);
        taken(Stay.BRIEF);
        taken(Stay.BRIEF);
        var lasting = places.await(Stay.LONG);
        var brief = places.await(Stay.BRIEF);

        last.end();

        assertThat(brief.place().isComplete()).isTrue();
        assertThat(lasting.place().isComplete()).isFalse();
        brief.place().result().end();
        assertThat(lasting.place().isComplete()).isTrue();
    }

    @Test
    void giveNoneAheadOfTimeThatOthersMayNeed() {
        assertThat(places.ahead()).isPresent();
        assertThat(places.ahead()).isPresent();

        assertThat(places.ahead()).isEmpty();

        taken(Stay.BRIEF);
        taken(Stay.LONG);
    }

    @Test
    void nobodyWhoGaveUpKeepsHisPlaceInTheQueue() {
        var all = new ArrayList<TakenPlace>();
        for (int i = 0; i < 4; i++) {
            all.add(taken(Stay.BRIEF));
        }
        var impatient = places.await(Stay.BRIEF);
        var patient = places.await(Stay.BRIEF);
        impatient.giveUp(new CancellationException());

        all.getFirst().end();

        assertThat(impatient.place().failed()).isTrue();
        assertThat(patient.place().succeeded()).isTrue();
    }

    @Test
    void endAPlaceOnce() {
        var place = taken(Stay.BRIEF);
        place.end();
        place.end();
        for (int i = 0; i < 4; i++) {
            taken(Stay.BRIEF);
        }

        assertThat(places.await(Stay.BRIEF).place().isComplete()).isFalse();
    }

    @Test
    void nothingIsLostWhenAPlaceComesAsSomebodyGivesUp() {
        var all = new ArrayList<TakenPlace>();
        for (int i = 0; i < 4; i++) {
            all.add(taken(Stay.BRIEF));
        }
        var waiting = places.await(Stay.BRIEF);
        all.getFirst().end();
        waiting.giveUp(new CancellationException());
        waiting.place().result().end();

        taken(Stay.BRIEF);
    }
}
