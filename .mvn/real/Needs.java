import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks for what {@code mvn verify -Preal} needs, and says in one sentence what is missing, before anything is built
 * for it: instead of one failure in each of those tests.
 */
final class Needs {
    private static final Map<String, String> PACKAGES = Map.ofEntries(
            Map.entry("sshd", "openssh-server"),
            Map.entry("ssh", "openssh-client"),
            Map.entry("ssh-agent", "openssh-client"),
            Map.entry("ssh-keygen", "openssh-client"),
            Map.entry("nft", "nftables"),
            Map.entry("ip", "iproute2"),
            Map.entry("ss", "iproute2"),
            Map.entry("unshare", "util-linux"),
            Map.entry("mkfs.ext4", "e2fsprogs"),
            Map.entry("tmux", "tmux"),
            Map.entry("sudo", "sudo"));

    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> missing = new ArrayList<>();
        Set<String> packages = new LinkedHashSet<>();
        PACKAGES.keySet().stream().sorted().filter(p -> !installed(p)).forEach(p -> {
            missing.add(p);
            packages.add(PACKAGES.get(p));
        });
        boolean root = Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        if (!root) {
            missing.addFirst("root");
        } else if (installed("unshare") && installed("nft")) {
            // Each is asked by doing it: a container may be root and still may not.
            if (!works("unshare", "--net", "--mount", "true")) {
                missing.add("the right to make namespaces (unshare --net --mount)");
            } else if (!works("unshare", "--net", "nft", "add", "table", "inet", "postern_test")) {
                missing.add("a kernel with nftables (nft add table, in a namespace)");
            }
        }
        if (!missing.isEmpty()) {
            System.err.println("mvn verify -Preal cannot run here, missing: " + String.join(", ", missing)
                    + (packages.isEmpty() ? "" : "; Debian has it:  apt install " + String.join(" ", packages))
                    + (root ? "" : "; run it as root"));
            System.exit(1);
        }
    }

    private static boolean installed(String program) {
        List<String> places = new ArrayList<>(List.of(System.getenv().getOrDefault("PATH", "").split(":")));
        places.addAll(List.of("/usr/sbin", "/sbin"));
        return places.stream().anyMatch(p -> Files.isExecutable(Path.of(p.isEmpty() ? "." : p, program)));
    }

    private static boolean works(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
        return builder.start().waitFor() == 0;
    }
}
