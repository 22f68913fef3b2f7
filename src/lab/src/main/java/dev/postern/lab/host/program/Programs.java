package dev.postern.lab.host.program;

import dev.postern.lab.host.Program;
import dev.postern.lab.host.nft.PacketFilter;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All programs of a host; the commands of {@code docs/host-commands.md} and no others. */
public final class Programs {
    /** Kernel of a Debian 12 host. */
    private static final String KERNEL = "6.1.0-28-amd64";

    /** Words that a shell or {@code env} understands besides; {@code which} finds them too. */
    private static final Set<String> WRAPPERS = Set.of("sudo", "env", "timeout");

    private Programs() {}

    /** By name. */
    public static Map<String, Program> all(PacketFilter filter) {
        Map<String, Program> all = new TreeMap<>();
        Timers timers = new Timers();
        Set<String> names = new TreeSet<>(WRAPPERS);
        for (Program p :
                List.of(
                        new Small("true", (_, _) -> {}),
                        new Small(
                                "nproc",
                                (call, w) -> w.out(call.machine().workings().cpus() + "\n")),
                        new Small("uname -r", (_, w) -> w.out(KERNEL + "\n")),
                        new Cat(),
                        new Chmod(),
                        new Chown(),
                        new Cp(),
                        new Crictl(),
                        new Date(),
                        new Dd(),
                        new Df(),
                        new Find(() -> all),
                        new Install(),
                        new Ip(),
                        new KubeadmCerts(),
                        new Ln(),
                        new Mv(),
                        new Nft(filter),
                        new Printenv(),
                        new Rm(),
                        new Sed(),
                        new Sha256sum(),
                        new Ss(),
                        new Sync(),
                        new Systemctl(timers),
                        new SystemdRun(timers, () -> all),
                        new Tail(),
                        new Which(() -> names))) {
            all.put(p.name(), p);
        }
        names.addAll(all.keySet());
        return all;
    }
}
