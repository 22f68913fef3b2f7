package dev.postern.reachssh;

import dev.postern.core.fleet.CredentialRef;
import dev.postern.core.fleet.SshAccess;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Executed;
import dev.postern.core.reach.Shell;
import dev.postern.core.text.Neutral;
import dev.postern.core.time.Time;
import dev.postern.core.value.Durations;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.core.value.Secret;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;

/** Commands on one host over its warm session. */
final class RemoteShell implements Shell {
    /** For the way there and back, and for the host to end what is overdue. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** sudo waits up to 30 s where directory services are dead; that is not the command's time. */
    private static final Duration SUDO_GRACE = Duration.ofSeconds(45);

    private static final Duration SLOW_SUDO = Duration.ofSeconds(5);

    private final Supplier<Outcome<Link>> link;
    private final String host;
    private final Time time;
    private final Secrets secrets;
    private final SshOptions options;

    RemoteShell(
            String host,
            Supplier<Outcome<Link>> link,
            Time time,
            Secrets secrets,
            SshOptions options) {
        this.host = host;
        this.link = link;
        this.time = time;
        this.secrets = secrets;
        this.options = options;
    }

    @Override
    public Outcome<Executed> run(Command command) {
        try (Time.Scope scope = time.enter()) {
            return link.get().then(l -> runOn(l, command));
        }
    }

    private Outcome<Executed> runOn(Link l, Command command) {
        // A warm session may be dead without our knowing. Where nothing was sent, once more.
        for (int i = 0; ; i++) {
            Outcome<Live> session = l.session();
            if (session instanceof Outcome.Failed<Live>(Failure failure)) {
                return Outcome.failed(failure);
            }
            Live live = session.got().orElseThrow();
            Ended ended = execute(l, live, command);
            if (ended.again() && i == 0 && !live.isUsable()) {
                l.discard(live);
                continue;
            }
            if (ended.lost()) {
                l.discard(live);
            }
            return ended.outcome();
        }
    }

    @Override
    public Outcome<Executed> runOnFreshConnection(Command command) {
        try (Time.Scope scope = time.enter()) {
            return link.get()
                    .then(l ->
                            l.fresh()
                                    .then(live -> {
                                        try {
                                            return execute(l, live, command).outcome();
                                        } finally {
                                            live.end();
                                        }
                                    }));
        }
    }

    @Override
    public Outcome<String> seenFrom() {
        return run(Command.of("printenv", "SSH_CONNECTION"))
                .then(e -> {
                    String first = e.text().strip().split("\\s+", 2)[0];
                    return e.succeeded() && Literal.parse(first).isPresent()
                            ? Outcome.ok(first)
                            : Outcome.failed(
                                    Failure.unchanged(
                                            Failure.Kind.BROKEN,
                                            host + ": it does not say where we come from",
                                            "SSH_CONNECTION is \""
                                                    + Neutral.line(e.text().strip(), 60)
                                                    + "\"",
                                            "name your address as operator-door in"
                                                    + " fleet.yaml"));
                });
    }

    /**
     * @param again nothing was sent: where the session is dead, try on another
     * @param lost the session is of no use
     */
    private record Ended(Outcome<Executed> outcome, boolean again, boolean lost) {
        static Ended of(Outcome<Executed> outcome) {
            return new Ended(outcome, false, false);
        }

        static Ended failed(Failure failure) {
            return of(Outcome.failed(failure));
        }
    }

    private Ended execute(Link l, Live live, Command command) {
        try {
            if (!live.channels().enter(command.within())) {
                return Ended.failed(busy());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Ended.failed(Faults.stopped(host + ": " + command.arguments().getFirst()));
        }
        try {
            SshAccess.Privilege privilege = l.hop().privilege();
            if (!command.privileged() || privilege instanceof SshAccess.Privilege.Root) {
                return conclude(
                        l, command, Wire.Root.NONE, one(live, command, Wire.Root.NONE, NONE));
            }
            return switch (privilege) {
                case SshAccess.Privilege.Root r ->
                        throw new IllegalStateException("root needs no sudo");
                case SshAccess.Privilege.Sudo s -> sudo(l, live, command);
                case SshAccess.Privilege.SudoWithPassword(CredentialRef ref) ->
                        withPassword(l, live, command, ref);
            };
        } finally {
            live.channels().leave();
        }
    }

    private static final byte[] NONE = new byte[0];

    private Ended sudo(Link l, Live live, Command command) {
        boolean first = live.root().get() == null;
        Execution.End end =
                first
                        ? watched(() -> one(live, command, Wire.Root.SUDO, NONE))
                        : one(live, command, Wire.Root.SUDO, NONE);
        live.root().set(Wire.Root.SUDO);
        return conclude(l, command, Wire.Root.SUDO, end);
    }

    /**
     * Sudo with a password. On a session's first use it is learnt whether sudo asks at all, and
     * whether it takes the password, with a command that reads nothing.
     */
    private Ended withPassword(Link l, Live live, Command command, CredentialRef ref) {
        Outcome<Secret> secret = secrets.of(ref);
        if (secret instanceof Outcome.Failed<Secret>(Failure failure)) {
            return Ended.failed(failure);
        }
        byte[] password = line(secret.got().orElseThrow());
        try {
            if (live.root().get() == null) {
                Command nothing = Command.asRoot("true");
                Execution.End free = watched(() -> one(live, nothing, Wire.Root.SUDO, NONE));
                if (free instanceof Execution.End.Exited(Executed e) && e.succeeded()) {
                    live.root().set(Wire.Root.SUDO);
                } else if (!(free instanceof Execution.End.Exited)) {
                    return conclude(l, nothing, Wire.Root.SUDO, free);
                } else {
                    Execution.End proven =
                            one(live, nothing, Wire.Root.SUDO_WITH_PASSWORD, password);
                    if (!(proven instanceof Execution.End.Exited(Executed e) && e.succeeded())) {
                        return notProven(l, nothing, proven);
                    }
                    live.root().set(Wire.Root.SUDO_WITH_PASSWORD);
                }
            }
            Wire.Root root = live.root().get();
            return conclude(
                    l,
                    command,
                    root,
                    one(live, command, root, root == Wire.Root.SUDO ? NONE : password));
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    private Ended notProven(Link l, Command nothing, Execution.End end) {
        boolean askedAgain =
                end instanceof Execution.End.Lost || end instanceof Execution.End.NotAsked;
        return askedAgain
                ? Ended.failed(Privileges.wrongPassword(host, l.hop().user()))
                : conclude(l, nothing, Wire.Root.SUDO_WITH_PASSWORD, end);
    }

    private Execution.End one(Live live, Command command, Wire.Root root, byte[] password) {
        Duration limit = command.within().plus(root == Wire.Root.NONE ? GRACE : SUDO_GRACE);
        return new Execution(time, live)
                .run(
                        Wire.text(command, root),
                        command.input(),
                        password,
                        command.mostOutput(),
                        limit);
    }

    private Execution.End watched(Supplier<Execution.End> work) {
        return Slow.watch(
                time,
                SLOW_SUDO,
                () ->
                        options.notices()
                                .accept(
                                        host
                                                + ": sudo takes its time (it may wait for a dead"
                                                + " directory service or DNS); still waiting"),
                work);
    }

    private Ended conclude(Link l, Command command, Wire.Root root, Execution.End end) {
        String what = host + ": " + command.arguments().getFirst();
        return switch (end) {
            case Execution.End.Exited(Executed e) -> {
                if (root != Wire.Root.NONE) {
                    var refusal = Privileges.refusal(host, l.hop().user(), e);
                    if (refusal.isPresent()) {
                        yield Ended.failed(refusal.get());
                    }
                }
                yield timedOut(command, e)
                        ? Ended.failed(overdue(what, command, "the host ended it"))
                        : noTimeout(e) ? Ended.failed(withoutTools(e)) : Ended.of(Outcome.ok(e));
            }
            case Execution.End.NotStarted(String why) ->
                    new Ended(
                            Outcome.failed(
                                    Failure.unchanged(
                                            Failure.Kind.SATURATED,
                                            what + ": not started",
                                            "the host opens no more channels: " + why,
                                            "wait, or raise MaxSessions in its sshd_config")),
                            true,
                            false);
            case Execution.End.Signalled(String signal) ->
                    Ended.failed(
                            doubt(
                                    what + " was killed",
                                    "by signal " + signal + " on the host",
                                    command));
            case Execution.End.Overdue() ->
                    new Ended(
                            Outcome.failed(
                                    overdue(what, command, "the host answered nothing more")),
                            false,
                            true);
            case Execution.End.Lost() ->
                    new Ended(
                            Outcome.failed(
                                    doubt(
                                            what + ": the connection was lost while it ran",
                                            "",
                                            command)),
                            false,
                            true);
            case Execution.End.NotAsked() ->
                    Ended.failed(doubt(what + ": sudo did not ask for the password", "", command));
        };
    }

    private static boolean timedOut(Command command, Executed e) {
        return (e.exit() == 124 || e.exit() == 137)
                && e.took().plusMillis(100).compareTo(command.within()) >= 0;
    }

    /** env's own word for a missing timeout. */
    private static boolean noTimeout(Executed e) {
        return e.exit() == 127 && e.complaint().matches("env: .?timeout.?: No such file.*");
    }

    private Failure withoutTools(Executed e) {
        return Failure.unchanged(
                Failure.Kind.BROKEN,
                host + ": there is no timeout program",
                e.complaint(),
                "install coreutils on it");
    }

    private static Failure overdue(String what, Command command, String why) {
        return doubt(
                what + " did not end within " + Durations.text(command.within()), why, command);
    }

    private static Failure doubt(String what, String why, Command command) {
        return new Failure(
                Failure.Kind.IN_DOUBT,
                what,
                why,
                "it may have happened, in part or in full",
                "look at the host before trying again: " + command.pasteable());
    }

    private Failure busy() {
        return Failure.unchanged(
                Failure.Kind.SATURATED,
                host + ": too many commands at once",
                "eight are running on its session",
                "wait for one to end");
    }

    private static byte[] line(Secret secret) {
        byte[] all = secret.reveal();
        int end = all.length;
        while (end > 0 && (all[end - 1] == '\n' || all[end - 1] == '\r')) {
            end--;
        }
        byte[] line = Arrays.copyOf(all, end);
        Arrays.fill(all, (byte) 0);
        return line;
    }
}
