package dev.postern.lab.host.machine;

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

/**
 * A control-plane host: files, a packet filter, programs, and what the model makes of the rest.
 *
 * <p>Programs run in the clock's thread, one at a time: what they ask of the {@link Workings} and
 * what they tell it happens there.
 */
public final class SimulatedHost implements Machine {
    private static final byte[] NOTHING = new byte[0];

    private final String name;
    private final List<InetAddress> addresses;
    private final VirtualClock clock;
    private final Workings workings;
    private final FileTree files;
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
        this.files = new FileTree(clock::now);
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
    public Runnable later(Duration after, Runnable work) {
        return clock.schedule(clock.now().plus(after), work);
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

    /** The far end of a command: who sent it, and reads what comes of it. */
    public interface Client {
        /** Its standard input, to the end; blocks. Asked only where something reads it. */
        byte[] input();

        /** Written to standard error before the end: sudo's prompt. Must not block. */
        void say(String words);

        /** The end; told in the clock's thread. Must not block. */
        void ended(Result result);
    }

    /**
     * Runs a command line; it takes as long as it takes just now.
     *
     * <p>Called by a thread that may block.
     */
    public Running run(String line, Login login, Client client) {
        Running running = new Running(clock, client);
        switch (new CommandLine(programs, faults, login).parse(line)) {
            case Parsed.Answer answer -> running.after(answer.after(), () -> answer.result());
            case Parsed.Run(Request request) when request.prompt().isPresent() ->
                    running.asks(
                            request.before(),
                            request.prompt().get(),
                            given -> unlock(request, given, running));
            case Parsed.Run(Request request) -> {
                boolean reads = request.program().readsInput(request.arguments());
                start(request, request.before(), reads ? client.input() : NOTHING, running);
            }
        }
        return running;
    }

    /** sudo has read its line. */
    private void unlock(Request request, byte[] given, Running running) {
        int end = 0;
        while (end < given.length && given[end] != '\n') {
            end++;
        }
        String word = new String(given, 0, end, StandardCharsets.UTF_8);
        if (word.equals(password)) {
            byte[] rest = Arrays.copyOfRange(given, Math.min(end + 1, given.length), given.length);
            start(request, Duration.ZERO, rest, running);
            return;
        }
        Result wrong =
                Result.failed(
                        1,
                        word.isEmpty()
                                ? "sudo: no password was provided"
                                : "Sorry, try again.\nsudo: no password was provided\n"
                                        + "sudo: 1 incorrect password attempt");
        // pam_unix waits about two seconds after a wrong password.
        running.after(Duration.ofSeconds(2), () -> wrong);
    }

    private void start(Request request, Duration before, byte[] input, Running running) {
        List<String> arguments = new ArrayList<>(request.arguments());
        arguments.addFirst(request.program().name());
        Duration takes = workings.commandTime(List.copyOf(arguments));
        if (request.limit().isPresent() && takes.compareTo(request.limit().get()) > 0) {
            running.after(
                    before.plus(request.limit().get()), () -> new Result(124, NOTHING, NOTHING));
            return;
        }
        Program.Call call =
                new Program.Call(
                        this, request.arguments(), input, request.user(), request.environment());
        running.after(before.plus(takes), () -> request.program().run(call));
    }
}
