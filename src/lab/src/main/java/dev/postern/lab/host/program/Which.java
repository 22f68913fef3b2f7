package dev.postern.lab.host.program;

import java.util.Set;
import java.util.function.Supplier;

/** {@code which -- NAME…}. */
final class Which extends Simple {
    private static final Set<String> OF_THE_SYSTEM = Set.of("nft", "ip", "kubeadm", "chroot");

    private final Supplier<Set<String>> known;

    /**
     * @param known names of all programs of the host
     */
    Which(Supplier<Set<String>> known) {
        super("which");
        this.known = known;
    }

    @Override
    void work(Call call, Written written) throws Usage {
        for (String name : Options.parse(name(), call.arguments(), "a").operands()) {
            if (known.get().contains(name)) {
                written.out(
                        (OF_THE_SYSTEM.contains(name) ? "/usr/sbin/" : "/usr/bin/") + name + "\n");
            } else {
                written.exit(1);
            }
        }
    }
}
