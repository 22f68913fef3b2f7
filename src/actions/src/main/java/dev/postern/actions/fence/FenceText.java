package dev.postern.actions.fence;

import dev.postern.core.reach.Command;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * The fence as text for {@code nft -f -}, exactly as in {@code docs/reference/fence.nft}.
 *
 * <p>One transaction: it replaces the table that is there, or makes one. The gate matches only
 * while an element with a timeout exists, so the kernel itself lifts it when nobody renews it.
 */
final class FenceText {
    static final int SEED = 0x5eed;

    /**
     * How many connections one source that is let in may open: a node needs a handful, also where
     * its pods share its address. What is above is dropped, not rejected: who is dropped tries
     * again after 1, 2, 4 s, who is rejected at once.
     */
    static final int NEW_PER_SECOND = 50;

    static final int NEW_AT_ONCE = 100;

    /** What applies a fence, and what closes and counts the connections behind it. */
    static final List<String> TOOLS = List.of("nft", "ss");

    static final Command LIST =
            Command.asRoot("nft", "-j", "list", "table", "inet", "postern").mostOutput(8 << 20);
    static final Command DELETE = Command.asRoot("nft", "delete", "table", "inet", "postern");

    private static final List<Stage> STAGES =
            List.of(
                    new Stage("lift1", "share1", 100, 1),
                    new Stage("lift5", "share5", 500, 2),
                    new Stage("lift20", "share20", 2000, 3));

    private static final List<String> FAMILIES = List.of("4", "6");

    private record Stage(String set, String chain, int least, int minutes) {}

    private FenceText() {}

    /** One transaction: what nft refuses has changed nothing, so it is not asked before. */
    static Command apply(Fence fence) {
        return Command.asRoot("nft", "-f", "-").input(bytes(table(fence)));
    }

    static Command heartbeat(Fence fence) {
        return Command.asRoot("nft", "-f", "-").input(bytes(renewal(fence)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The whole table. */
    static String table(Fence f) {
        StringBuilder out = new StringBuilder();
        out.append("table inet postern\ndelete table inet postern\ntable inet postern {\n");
        timer(out, "hold", f.port(), f.hold(), f.armed());
        for (Stage s : STAGES) {
            timer(out, s.set(), f.port(), until(f, s), f.armed() && f.staged());
        }
        addresses(out, "door", f.door());
        addresses(out, "peers", f.peers());
        addresses(out, "offenders", f.offenders());
        addresses(out, "admitted", f.admitted());
        remembered(out, "crowd", "10s");
        remembered(out, "loud", "10s");
        out.append(
                """
                \tcounter shut { }
                \tcounter open { }
                \tcounter rationed { }
                \tchain input {
                \t\ttype filter hook input priority filter - 10; policy accept;
                \t\tiifname "lo" accept
                \t\ttcp dport %d jump gate
                \t}
                \tchain gate {
                \t\tip saddr @door4 accept
                \t\tip6 saddr @door6 accept
                \t\tip saddr @peers4 accept
                \t\tip6 saddr @peers6 accept
                \t\ttcp dport @hold goto share0
                """
                        .formatted(f.port()));
        for (Stage s : STAGES) {
            out.append("\t\ttcp dport @%s goto %s\n".formatted(s.set(), s.chain()));
        }
        out.append("\t}\n");
        ration(out);
        gate(out, "share0", f.share());
        for (Stage s : STAGES) {
            // A fence that loses its console must never shut out whom a readmission had let in.
            gate(out, s.chain(), Math.max(s.least(), f.share()));
        }
        return out.append("}\n").toString();
    }

    /** One transaction that renews the timeouts, whether or not they have run out. */
    static String renewal(Fence f) {
        StringBuilder out = new StringBuilder();
        renew(out, "hold", f.port(), f.hold());
        if (f.staged()) {
            for (Stage s : STAGES) {
                renew(out, s.set(), f.port(), until(f, s));
            }
        }
        return out.toString();
    }

    private static Duration until(Fence f, Stage s) {
        return f.hold().plus(Fence.STAGE.multipliedBy(s.minutes()));
    }

    private static void timer(
            StringBuilder out, String set, int port, Duration timeout, boolean armed) {
        out.append("\tset ").append(set).append(" { type inet_service; flags timeout; ");
        if (armed) {
            out.append("elements = { ").append(element(port, timeout)).append(" }; ");
        }
        out.append("}\n");
    }

    private static String element(int port, Duration timeout) {
        return port + " timeout " + timeout.toSeconds() + "s";
    }

    private static void renew(StringBuilder out, String set, int port, Duration timeout) {
        // A bare delete fails where the element has run out, so it is added first.
        String add = "add element inet postern " + set + " { " + element(port, timeout) + " }\n";
        out.append(add)
                .append("delete element inet postern ")
                .append(set)
                .append(" { ")
                .append(port)
                .append(" }\n")
                .append(add);
    }

    private static void addresses(StringBuilder out, String name, List<String> networks) {
        Predicate<String> six = n -> n.indexOf(':') >= 0;
        set(out, name + "4", "ipv4_addr", networks.stream().filter(six.negate()).toList());
        set(out, name + "6", "ipv6_addr", networks.stream().filter(six).toList());
    }

    private static void set(StringBuilder out, String name, String type, List<String> elements) {
        out.append("\tset ").append(name).append(" { type ").append(type);
        out.append("; flags interval; ");
        if (!elements.isEmpty()) {
            out.append("elements = { ").append(String.join(", ", elements)).append(" }; ");
        }
        out.append("}\n");
    }

    /** Sources that rules put in, each for a while: then the kernel forgets it. */
    private static void remembered(StringBuilder out, String name, String timeout) {
        for (String family : FAMILIES) {
            out.append(
                    "\tset %s%s { type ipv%s_addr; size 65535; flags dynamic,timeout; timeout %s; }\n"
                            .formatted(name, family, family, timeout));
        }
    }

    /**
     * Who is above the ration is loud, and what is above it is dropped; of those who are shut out
     * anyway it is only remembered.
     */
    private static void ration(StringBuilder out) {
        out.append("\tchain ration {\n");
        FAMILIES.forEach(f -> loud(out, f, " counter name rationed drop"));
        out.append("\t\tcounter name open accept\n\t}\n\tchain knocking {\n");
        FAMILIES.forEach(f -> loud(out, f, ""));
        out.append("\t\tcounter name shut reject with tcp reset\n\t}\n");
    }

    private static void loud(StringBuilder out, String family, String then) {
        String ip = family.equals("4") ? "ip" : "ip6";
        out.append(
                "\t\ttcp flags & (fin | syn | rst | ack) == syn update @crowd%s { %s saddr limit rate over %d/second burst %d packets } update @loud%s { %s saddr }%s\n"
                        .formatted(family, ip, NEW_PER_SECOND, NEW_AT_ONCE, family, ip, then));
    }

    private static void gate(StringBuilder out, String chain, int share) {
        out.append(
                """
                \tchain %s {
                \t\tip saddr @offenders4 counter name shut drop
                \t\tip6 saddr @offenders6 counter name shut drop
                \t\tip saddr @admitted4 goto ration
                \t\tip6 saddr @admitted6 goto ration
                \t\tmeta nfproto ipv4%s goto ration
                \t\tmeta nfproto ipv6%s goto ration
                \t\tgoto knocking
                \t}
                """
                        .formatted(chain, below("ip", share), below("ip6", share)));
    }

    /** Everybody is everybody: nft refuses a bound that the hash never reaches. */
    private static String below(String family, int share) {
        return share == Fence.ALL
                ? ""
                : " jhash %s saddr mod 10000 seed 0x5eed < %d".formatted(family, share);
    }
}
