package dev.postern.pinnednames;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network namespace for a test, with loopback, a cable to the machine's own namespace, a name
 * server that is only an address, and a counter of what is sent to port 53. Needs root, iproute2
 * and nftables. Closing removes all of it.
 */
public final class Namespace implements AutoCloseable {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final Pattern PACKETS = Pattern.compile("packets (\\d+)");

    private final String name;
    private final String cable;
    private final int block;

    /** Makes it; what was half made when something fails is removed again. */
    public Namespace() throws IOException, InterruptedException {
        int number = NEXT.getAndIncrement();
        int pid = (int) (ProcessHandle.current().pid() % 10_000);
        name = "postern-" + pid + "-" + number;
        cable = "pt" + pid + "n" + number;
        block = (pid * 7 + number) % 250;
        run(List.of("ip", "netns", "add", name));
        try {
            Path etc = etc();
            Files.createDirectories(etc);
            // Each is laid over the file of /etc by "ip netns exec".
            Files.writeString(
                    etc.resolve("resolv.conf"),
                    "nameserver " + nameServer() + "\noptions timeout:1 attempts:1\n");
            Files.writeString(etc.resolve("nsswitch.conf"), "hosts: dns\n");
            run(
                    List.of(
                            "ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0",
                            "netns", name));
            run(List.of("ip", "addr", "add", outside() + "/24", "dev", cable));
            run(List.of("ip", "link", "set", cable, "up"));
            inside("ip", "addr", "add", address() + "/24", "dev", "eth0");
            inside("ip", "addr", "add", nameServer() + "/24", "dev", "eth0");
            inside("ip", "link", "set", "eth0", "up");
            inside("ip", "link", "set", "lo", "up");
            inside("nft", "add table inet count");
            inside("nft", "add counter inet count dns");
            inside("nft", "add chain inet count out { type filter hook output priority 0; }");
            inside(
                    "nft",
                    "add rule inet count out udp dport { 53, 853, 5353, 5355 } counter name dns");
            inside("nft", "add rule inet count out tcp dport { 53, 853 } counter name dns");
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Its address, reachable from the machine's own namespace. */
    public String address() {
        return "10.213." + block + ".2";
    }

    /** The address of the machine's own namespace, as seen from inside. */
    public String outside() {
        return "10.213." + block + ".1";
    }

    /** What {@code resolv.conf} says inside; nobody answers there. */
    public String nameServer() {
        return "10.213." + block + ".53";
    }

    /** How many packets for name servers were sent inside so far. */
    public long dnsPackets() throws IOException, InterruptedException {
        Matcher m = PACKETS.matcher(inside("nft", "list counter inet count dns"));
        if (!m.find()) {
            throw new IllegalStateException("no counter");
        }
        return Long.parseLong(m.group(1));
    }

    /** From now on everything that comes from outside is dropped, also of open connections. */
    public void fallSilent() throws IOException, InterruptedException {
        inside("nft", "add chain inet count in { type filter hook input priority 0; }");
        inside("nft", "add rule inet count in iifname eth0 drop");
        inside("nft", "add rule inet count out oifname eth0 drop");
    }

    /** Runs a program inside and gives what it printed; an exit status other than 0 throws. */
    public String inside(String... command) throws IOException, InterruptedException {
        return run(List.of(command(command)));
    }

    /** The words that run a program inside, for a {@link ProcessBuilder}. */
    public String[] command(String... command) {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", name));
        words.addAll(List.of(command));
        return words.toArray(String[]::new);
    }

    /** Runs a class' main inside, in a Java virtual machine of its own; gives what it printed. */
    public String java(String classPath, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-cp",
                                classPath,
                                main.getName()));
        words.addAll(List.of(arguments));
        return inside(words.toArray(String[]::new));
    }

    private Path etc() {
        return Path.of("/etc/netns", name);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said;
        try (InputStream out = process.getInputStream()) {
            said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException(String.join(" ", command) + ": exit " + exit + ": " + said);
        }
        return said;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        // The cable goes with the namespace; asking for it twice is fine.
        for (List<String> undo :
                List.of(List.of("ip", "link", "del", cable), List.of("ip", "netns", "del", name))) {
            new ProcessBuilder(undo)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
        for (String file : List.of("resolv.conf", "nsswitch.conf")) {
            Files.deleteIfExists(etc().resolve(file));
        }
        Files.deleteIfExists(etc());
    }
}
