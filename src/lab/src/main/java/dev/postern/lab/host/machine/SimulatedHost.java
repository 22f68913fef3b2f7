package dev.postern.lab.host.machine;

import dev.postern.lab.clock.ModelledWait;
import dev.postern.lab.clock.VirtualClock;
import dev.postern.lab.host.FileTree;
import dev.postern.lab.host.Firewall;
import dev.postern.lab.host.HostFaults;
import dev.postern.lab.host.Login;
import dev.postern.lab.host.Machine;
import dev.postern.lab.host.Program;
import dev.postern.lab.host.Result;
import dev.postern.lab.host.Workings;
import dev.postern.lab.host.machine.Request.Parsed;
import dev.postern.lab.host.nft.PacketFilter;
import dev.postern.lab.host.program.Programs;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A control-plane host: files, a packet filter, programs, and what the model makes of the rest.
 *
 * <p>Programs run in the clock's thread, one at a time: what they ask of the {@link Workings} and
 * what they tell it happens there.
 */
public final class SimulatedHost implements Machine {
    private final String name;
    private final List<InetAddress> addresses;
    private final VirtualClock clock;
    private final Workings workings;
    private final FileTree files = new FileTree();
    private final HostFaults faults = new HostFaults();
    private final PacketFilter firewall;
    private final Map<String, Program> programs;
    private volatile String password = "";

    /**
     * @param addresses of its network interface, as {@code ip addr} shows them
     * @param apiPort of its API server, which the firewall guards
     */
    public SimulatedHost(
            String name,
            List<InetAddress> addresses,
            int apiPort,
            VirtualClock clock,
            Workings workings) {
        this.name = name;
        this.addresses = List.copyOf(addresses);
        this.clock = clock;
        this.workings = workings;
        this.firewall = new PacketFilter(apiPort);
        this.programs = Programs.all(firewall);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public FileTree files() {
        return files;
    }

    @Override
    public Workings workings() {
        return workings;
    }

    @Override
    public Instant now() {
        return clock.now();
    }

    @Override
    public List<InetAddress> addresses() {
        return addresses;
    }

    @Override
    public void changed(String path) {
        workings.fileChanged(path);
    }

    public Firewall firewall() {
        return firewall;
    }

    public HostFaults faults() {
        return faults;
    }

    /** What sudo asks for while {@link HostFaults.Sudo#PASSWORD} holds. */
    public void sudoPassword(String word) {
        this.password = word;
    }

    /**
     * Runs a command line, after as long as it takes just now.
     *
     * @param input gives the standard input to its end; asked only where the program reads it
     * @param ended told the result in the clock's thread
     * @return the wait for its end: tell it when the connection is lost. The command goes on then,
     *     as on a real host, and its result is told nobody
     */
    public ModelledWait run(
            String line, Login login, Supplier<byte[]> input, Consumer<Result> ended) {
        return switch (new CommandLine(programs, faults, login).parse(line)) {
            case Parsed.Answer answer -> after(answer.after(), () -> answer.result(), ended);
            case Parsed.Run(Request request) -> start(request, input, ended);
        };
    }

    private ModelledWait start(Request request, Supplier<byte[]> input, Consumer<Result> ended) {
        boolean reads =
                request.readsPassword() || request.program().readsInput(request.arguments());
        byte[] given = reads ? input.get() : new byte[0];
        byte[] rest = given;
        if (request.readsPassword()) {
            int end = 0;
            while (end < given.length && given[end] != '\n') {
                end++;
            }
            String word = new String(given, 0, end, StandardCharsets.UTF_8);
            rest = Arrays.copyOfRange(given, Math.min(end + 1, given.length), given.length);
            if (!word.equals(password)) {
                Result wrong =
                        Result.failed(
                                1,
                                word.isEmpty()
                                        ? "sudo: no password was provided"
                                        : "Sorry, try again.\nsudo: no password was provided\n"
                                                + "sudo: 1 incorrect password attempt");
                // pam_unix waits about two seconds after a wrong password.
                return after(request.before().plusSeconds(2), () -> wrong, ended);
            }
        }
        List<String> arguments = new ArrayList<>(request.arguments());
        arguments.addFirst(request.program().name());
        Duration takes = workings.commandTime(List.copyOf(arguments));
        if (request.limit().isPresent() && takes.compareTo(request.limit().get()) > 0) {
            Result late = new Result(124, new byte[0], new byte[0]);
            return after(request.before().plus(request.limit().get()), () -> late, ended);
        }
        Program.Call call =
                new Program.Call(
                        this, request.arguments(), rest, request.user(), request.environment());
        return after(request.before().plus(takes), () -> request.program().run(call), ended);
    }

    private ModelledWait after(Duration time, Supplier<Result> work, Consumer<Result> ended) {
        Instant end = clock.now().plus(time);
        ModelledWait wait = clock.modelledWait(end, () -> ended.accept(work.get()));
        return new GoesOn(
                wait,
                () ->
                        clock.schedule(
                                end,
                                () -> {
                                    Result _ = work.get();
                                }));
    }

    /** A lost connection does not end the command. */
    private record GoesOn(ModelledWait held, Runnable alone) implements ModelledWait {
        @Override
        public boolean end() {
            return held.end();
        }

        @Override
        public boolean disconnected() {
            boolean ended = held.disconnected();
            if (ended) {
                alone.run();
            }
            return ended;
        }

        @Override
        public boolean isOver() {
            return held.isOver();
        }

        @Override
        public End await() throws InterruptedException {
            return held.await();
        }
    }
}
