package dev.countersign.mirror;

import dev.countersign.concurrent.Backoff;
import dev.countersign.repository.Mirror;
import dev.countersign.repository.MirrorState;
import dev.countersign.repository.MirrorState.MirrorProblem;
import dev.countersign.repository.Mirrors;
import dev.countersign.repository.Unavailable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one mirror as its repository is, on a thread of its own while there is something to do. A mirror that is away is tried
 * again after a growing pause, and then gets what is newest. Any thread.
 */
public final class Mirroring {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** Is told how it goes. */
    public interface MirrorListener {
        /** The mirror shows what its repository shows; some files were written for that, or none. */
        void well(Mirror mirror, int files);

        void failed(Mirror mirror, MirrorFailure failure);
    }

    /** @param nanos a steady clock, as {@link System#nanoTime} */
    public record MirrorPorts(
            Mirrors mirrors,
            Supplier<MirrorStore> store,
            MirroredRepository repository,
            Mirrors.SweepRule sweeps,
            BooleanSupplier mayWrite,
            InstantSource clock,
            LongSupplier nanos) {}

    private final Mirror mirror;
    private final MirrorPorts ports;
    private final MirrorListener listener;
    private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);

    /** Guarded by this, like the next four fields. */
    private boolean busy;

    private boolean asked;
    private boolean over;
    private long notBefore;
    private MirrorState state;

    /** What was found last could not be noted: nobody else knows of it. */
    private volatile boolean unnoted;

    /** Owned by the thread at work, as is all below. */
    private Mirrors.@Nullable Claim claim;

    /** What it has of its claim; null while the place could not be opened. */
    private @Nullable MirrorRound round;

    /** Whether there was an alarm that is not known to be over. */
    private boolean alarmed;

    private Optional<MirrorProblem> noted;
    private long checked;

    public Mirroring(MirrorState state, MirrorPorts ports, MirrorListener listener) {
        this.mirror = state.mirror();
        this.state = state;
        this.ports = ports;
        this.listener = listener;
        this.notBefore = ports.nanos().getAsLong();
        this.checked = state.checked().number();
        this.noted = state.problem();
    }

    public Mirror mirror() {
        return mirror;
    }

    /** The mirror stands so; if there is something to do, it is done. Returns at once. */
    public void look(MirrorState now) {
        synchronized (this) {
            state = now;
        }
        if (now.isDue() || unnoted) {
            wake();
        }
    }

    /** Its repository may have published. Returns at once. */
    public void wake() {
        synchronized (this) {
            asked = true;
            if (busy || over || ports.nanos().getAsLong() - notBefore < 0) {
                return;
            }
            busy = true;
            asked = false;
        }
        Thread.ofVirtual().name("mirror " + mirror.name()).start(this::work);
    }

    /** Nothing more is written from the next file on. */
    public synchronized void close() {
        over = true;
    }

    /** Whether it is of no more use, because somebody else has claimed the mirror. */
    public synchronized boolean isOver() {
        return over;
    }

    private synchronized boolean mayWrite() {
        return !over && ports.mayWrite().getAsBoolean();
    }

    private synchronized MirrorState known() {
        return state;
    }

    private void work() {
        MirrorFailure failure = null;
        try {
            attempt();
        } catch (MirrorFailure failed) {
            failure = failed;
            if (failed instanceof MirrorFailure.NotLetIn) {
                // Opened anew the next time: what it is shown, or trusts, may have been replaced.
                round = null;
            }
        } catch (MirrorWriter.Halted _) {
            close();
        } catch (RuntimeException failed) {
            if (failed instanceof Mirrors.ClaimLost) {
                close();
            } else {
                failure = unexpected(failed);
            }
        }
        ended(failure);
    }

    /** One that the database is behind is told by whoever watches the database. */
    private static MirrorFailure unexpected(RuntimeException failed) {
        return new MirrorFailure.Away(
                Unavailable.isBehind(failed)
                        ? String.valueOf(failed.getMessage())
                        : "it could not be filled: " + failed);
    }

    private void attempt() {
        var current = round == null ? begin() : round;
        var wanted = known();
        try {
            current.fill(wanted.newest().publication());
            if (wanted.asked() > checked) {
                check(current, wanted.asked());
            }
            if (wanted.sweepable()) {
                current.sweep(ports.sweeps().at(ports.clock().instant()));
            }
        } catch (MirrorFailure.Unverifiable found) {
            current.alarm();
            throw found;
        } finally {
            alarmed = current.isAlarm();
        }
        note(Optional.empty());
    }

    private MirrorRound begin() {
        var claimed = StoreAnswer.await(ports.mirrors().claim(mirror));
        claim = claimed.claim();
        alarmed |= claimed.alarm();
        var store = ports.store().get();
        var files = new MirrorWriter(mirror.name().value(), store, ports.repository(), this::mayWrite);
        var begun = new MirrorRound(ports.mirrors(), claimed, store, ports.repository(), files, ports.clock());
        if (alarmed) {
            begun.alarm();
        }
        round = begun;
        return begun;
    }

    private void check(MirrorRound current, long number) {
        var found = current.check(number);
        checked = number;
        found.problem().filter(_ -> current.isAlarm()).ifPresent(sentence -> {
            throw new MirrorFailure.Unverifiable(sentence);
        });
    }

    /** Written down when it is another than before. */
    private void note(Optional<MirrorFailure> failure) {
        var problem = failure.map(each -> new MirrorProblem(
                String.valueOf(each.getMessage()),
                each.isAlarm() || alarmed,
                ports.clock().instant()));
        if (claim == null || (!unnoted && isNoted(problem))) {
            return;
        }
        StoreAnswer.await(ports.mirrors().note(claim, problem));
        noted = problem;
        unnoted = false;
    }

    private boolean isNoted(Optional<MirrorProblem> problem) {
        return problem.map(MirrorProblem::sentence).equals(noted.map(MirrorProblem::sentence))
                && problem.map(MirrorProblem::alarm).equals(noted.map(MirrorProblem::alarm));
    }

    private void ended(@Nullable MirrorFailure failure) {
        if (failure == null) {
            if (!isOver()) {
                listener.well(mirror, round == null ? 0 : round.takeWritten());
            }
        } else {
            tell(failure);
        }
        boolean again;
        synchronized (this) {
            busy = false;
            if (failure == null) {
                backoff.reset();
            } else {
                notBefore = ports.nanos().getAsLong() + backoff.next().toNanos();
            }
            again = asked && failure == null;
        }
        if (again) {
            wake();
        }
    }

    private void tell(MirrorFailure failure) {
        listener.failed(mirror, failure);
        try {
            note(Optional.of(failure));
        } catch (Mirrors.ClaimLost _) {
            close();
        } catch (RuntimeException _) {
            // The next attempt notes it, or whatever it finds then.
            unnoted = true;
        }
    }
}
