package dev.postern.engine.lease;

import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.World;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.engine.bound.SideBySide;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Says on each host who is at work there: {@code /run/postern/lease}, with an end by that host's
 * own clock. Two consoles that share a reachable host never act at once.
 */
public final class Lease {
    /** The file. */
    public static final String PATH = "/run/postern/lease";

    static final String STAGING = "/run/postern";
    static final String NAME = "lease";

    /** How long it holds without being renewed. */
    public static final Duration TERM = Duration.ofMinutes(10);

    private static final int HOSTS_AT_ONCE = 32;
    private static final Comparator<HostId> BY_NAME = Comparator.comparing(HostId::toString);

    /** How often {@link #renew} is to be called. */
    public static final Duration RENEW_EVERY = Duration.ofMinutes(3);

    private final World world;
    private final String run;
    private final String operator;
    private final String token;
    private final Predicate<Holder> dead;
    // Steps take it on hosts that have come back, side by side.
    private final Set<HostId> held = ConcurrentHashMap.newKeySet();

    /**
     * What taking the lease came to.
     *
     * @param held where it was taken, in the fleet's order
     * @param skipped hosts that could not be asked, each with why
     * @param foreign who else is at work, where somebody is: nothing is held then
     */
    public record Taken(List<HostId> held, List<Skipped> skipped, Optional<Failure> foreign) {
        public Taken {
            held = List.copyOf(held);
            skipped = List.copyOf(skipped);
        }
    }

    /** A host that could not be asked. */
    public record Skipped(HostId host, Failure why) {}

    /**
     * @param token of the run's directory: whether it was this console that took it
     */
    public Lease(World world, String run, String operator, String token) {
        this(world, run, operator, token, holder -> false);
    }

    /**
     * @param dead whether a holder is known to be gone, whatever its lease says: a run of this home
     *     that was closed, and killed before it gave the lease back
     */
    public Lease(World world, String run, String operator, String token, Predicate<Holder> dead) {
        this.world = world;
        this.run = run;
        this.operator = operator;
        this.token = token;
        this.dead = dead;
    }

    /**
     * Takes it on all hosts: opens a session to each, side by side, then takes one after the other
     * in this order, each prepared while those before it are taken. Where somebody else holds one,
     * all that were taken are given back. Who takes in the same order meets us first at the first
     * host that both reach, so one of us gets all.
     *
     * @throws InterruptedException when the thread is interrupted; what was taken is still held
     */
    public Taken take(List<HostId> hosts, JsonValue anchor) throws InterruptedException {
        List<Outcome<Long>> clocks = Clocks.of(world, hosts);
        List<Callable<Attempt>> takes = new ArrayList<>();
        Turns turns = new Turns(world.time(), hosts.size());
        for (int i = 0; i < hosts.size(); i++) {
            HostId host = hosts.get(i);
            Outcome<Long> clock = clocks.get(i);
            Turns.One turn = turns.of(i);
            takes.add(() -> {
                try (turn) {
                    return switch (clock) {
                        case Outcome.Failed<Long>(var why) -> new Attempt.Lost(why);
                        case Outcome.Ok<Long>(var now) -> {
                            Attempt attempt = takeOne(host, now, anchor, turn);
                            if (attempt instanceof Attempt.Foreign) {
                                turns.stop();
                            }
                            yield attempt;
                        }
                    };
                }
            });
        }
        List<Attempt> attempts = SideBySide.all(world.time(), "lease", HOSTS_AT_ONCE, takes);
        List<Skipped> skipped = new ArrayList<>();
        Optional<Failure> foreign = Optional.empty();
        for (int i = 0; i < hosts.size(); i++) {
            HostId host = hosts.get(i);
            switch (attempts.get(i)) {
                case Attempt.Held h -> held.add(host);
                case Attempt.Lost(var why) -> skipped.add(new Skipped(host, why));
                case Attempt.Foreign(var who) ->
                        foreign =
                                Optional.of(foreign(host, who, clocks.get(i).got().orElseThrow()));
            }
        }
        if (foreign.isPresent()) {
            release();
            return new Taken(List.of(), skipped, foreign);
        }
        return new Taken(held(hosts), skipped, Optional.empty());
    }

    /** Those of these where it is held, in their order. */
    public List<HostId> held(List<HostId> hosts) {
        return hosts.stream().filter(held::contains).toList();
    }

    /**
     * Whether nobody else is at work there, asked right before something is changed; taken where
     * nobody has it.
     *
     * @return who has it, where that is another; empty too where the host cannot be asked, which
     *     what is to be changed there will find out
     */
    public Optional<Holder> other(HostId host, JsonValue anchor) {
        if (holder(host).filter(mine(0)::isSame).isPresent()) {
            held.add(host);
            return Optional.empty();
        }
        Optional<Long> now = Clocks.of(world, host).got();
        if (now.isEmpty()) {
            return Optional.empty();
        }
        return switch (takeOne(host, now.get(), anchor, Files.Turn.AT_ONCE)) {
            case Attempt.Held h -> {
                held.add(host);
                yield Optional.empty();
            }
            case Attempt.Lost l -> Optional.empty();
            case Attempt.Foreign(var who) -> {
                held.remove(host);
                yield Optional.of(who);
            }
        };
    }

    /** Who has taken it away from us there; empty where nobody has, or the host cannot be asked. */
    public Optional<Holder> lost(HostId host) {
        Optional<Holder> other = holder(host).filter(h -> !mine(0).isSame(h));
        other.ifPresent(o -> held.remove(host));
        return other;
    }

    private Optional<Holder> holder(HostId host) {
        return Holder.at(world, host).got().flatMap(h -> h);
    }

    /**
     * Takes it whoever has it: a person says that their console is gone. What they still begin is
     * refused by their own look at the lease.
     */
    public Outcome<Done> seize(HostId host, JsonValue anchor) {
        return write(host, anchor)
                .map(done -> {
                    held.add(host);
                    return done;
                });
    }

    private Outcome<Done> write(HostId host, JsonValue anchor) {
        return Clocks.of(world, host)
                .then(now ->
                        world.files(host)
                                .replace(
                                        PATH,
                                        mine(now).bytes(anchor),
                                        Files.Mode.ROOT_600,
                                        STAGING));
    }

    private sealed interface Attempt {
        record Held() implements Attempt {}

        record Lost(Failure why) implements Attempt {}

        record Foreign(Holder who) implements Attempt {}
    }

    private Attempt takeOne(HostId host, long now, JsonValue anchor, Files.Turn turn) {
        Files files = world.files(host);
        Blob mine = mine(now).bytes(anchor);
        switch (files.createNew(PATH, mine, Files.Mode.ROOT_600, STAGING, turn)) {
            case Outcome.Failed<Boolean>(var why) -> {
                return new Attempt.Lost(why);
            }
            case Outcome.Ok<Boolean>(var made) -> {
                if (made) {
                    return new Attempt.Held();
                }
            }
        }
        Outcome<Optional<Files.Content>> there = files.read(PATH);
        if (there.whyNot().isPresent()) {
            return new Attempt.Lost(there.whyNot().get());
        }
        Optional<Blob> bytes = there.got().flatMap(c -> c).map(Files.Content::bytes);
        if (bytes.isEmpty()) {
            return again(files, mine, now);
        }
        Optional<Holder> other = bytes.flatMap(Holder::of);
        if (other.filter(mine(now)::isSame).isPresent()) {
            // Ours from before a crash.
            return files.replace(PATH, mine, Files.Mode.ROOT_600, STAGING)
                    .whyNot()
                    .<Attempt>map(Attempt.Lost::new)
                    .orElseGet(Attempt.Held::new);
        }
        if (other.isPresent() && other.get().expires() > now && !dead.test(other.get())) {
            return new Attempt.Foreign(other.get());
        }
        return replaceExpired(files, bytes.get(), mine, now);
    }

    /**
     * An expired lease is moved aside, not removed: where another console was faster, what we moved
     * is its fresh one, and goes back.
     */
    private Attempt replaceExpired(Files files, Blob expired, Blob mine, long now) {
        String aside = PATH + "." + run + ".old";
        Outcome<?> moved = files.move(PATH, aside);
        if (moved.whyNot().isPresent()) {
            return again(files, mine, now);
        }
        Optional<Blob> taken = files.read(aside).got().flatMap(c -> c).map(Files.Content::bytes);
        if (taken.isPresent() && !taken.get().equals(expired)) {
            files.createNew(PATH, taken.get(), Files.Mode.ROOT_600, STAGING);
            files.remove(aside);
            return new Attempt.Foreign(Holder.of(taken.get()).orElseGet(() -> unknown(now)));
        }
        files.remove(aside);
        return again(files, mine, now);
    }

    private Attempt again(Files files, Blob mine, long now) {
        return switch (files.createNew(PATH, mine, Files.Mode.ROOT_600, STAGING)) {
            case Outcome.Failed<Boolean>(var why) -> new Attempt.Lost(why);
            case Outcome.Ok<Boolean>(var made) ->
                    made ? new Attempt.Held() : new Attempt.Foreign(unknown(now));
        };
    }

    private static Holder unknown(long now) {
        return new Holder("?", "somebody", "", now);
    }

    private Holder mine(long now) {
        return new Holder(run, operator, token, now + TERM.toSeconds());
    }

    private Failure foreign(HostId host, Holder other, long now) {
        return Failure.unchanged(
                Failure.Kind.REFUSED,
                host + ": " + other.operator() + " is at work there",
                "run "
                        + other.run()
                        + " holds "
                        + PATH
                        + " until "
                        + other.until()
                        + " by the host's clock, "
                        + Math.max(0, other.expires() - now)
                        + " s from now",
                "postern runs follow "
                        + host
                        + ", or take it over: postern runs take-over "
                        + host);
    }

    /**
     * Renews it where it is held.
     *
     * @param anchor the journal's head, so that a cut tail shows
     * @return what could not be renewed
     */
    public List<Skipped> renew(JsonValue anchor) throws InterruptedException {
        return eachHeld(host ->
                        lost(host)
                                .map(by -> taken(host, by))
                                .or(() -> write(host, anchor).whyNot())
                                .map(why -> new Skipped(host, why)))
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Failure taken(HostId host, Holder by) {
        return Failure.unchanged(
                Failure.Kind.REFUSED,
                host + ": " + by.operator() + " has taken it over",
                "run " + by.run() + " holds " + PATH,
                "talk to them");
    }

    /** Gives back what is held and still ours; what cannot be reached ends by itself. */
    public void release() throws InterruptedException {
        eachHeld(host ->
                holder(host)
                        .filter(mine(0)::isSame)
                        .map(mine -> world.files(host).remove(PATH).isOk()));
        held.clear();
    }

    private <T> List<T> eachHeld(Function<HostId, T> work) throws InterruptedException {
        List<Callable<T>> all = new ArrayList<>();
        held.stream().sorted(BY_NAME).forEach(h -> all.add(() -> work.apply(h)));
        return SideBySide.all(world.time(), "lease", HOSTS_AT_ONCE, all);
    }
}
