package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.grammar.Globals;
import dev.postern.console.wiring.Fleets;
import dev.postern.console.wiring.Home;
import dev.postern.console.wiring.Homes;
import dev.postern.console.wiring.OpenWorld;
import dev.postern.console.wiring.Worlds;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.Host;
import dev.postern.core.problem.Checked;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Executed;
import dev.postern.core.reach.Files;
import dev.postern.core.value.Outcome;
import dev.postern.reachssh.SecretPrompt;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What an undo must bring back: manifests and firewall of every host, read over SSH. */
final class HostState {
    private static final List<String> DIRECTORIES =
            List.of("/etc/kubernetes/manifests", "/etc/kubernetes");

    private HostState() {}

    /** Everything on all hosts of the drill's fleet, by host and path, byte for byte. */
    static Map<String, String> of(Path home) {
        Globals globals =
                new Globals(
                        Optional.empty(),
                        Optional.of(home),
                        Globals.Format.TABLE,
                        Optional.empty(),
                        true);
        Home lab = new Homes(Map.of(), home).of(globals);
        if (!(new Fleets().load(lab) instanceof Checked.Sound<Fleet>(Fleet fleet))) {
            throw new AssertionError("the lab's fleet has mistakes");
        }
        Map<String, String> found = new TreeMap<>();
        try (OpenWorld world =
                        must(
                                new Worlds("test", home)
                                        .open(lab, fleet, "test", SecretPrompt.nobody(), n -> {}));
                var working = world.time().enter()) {
            for (Cluster cluster : fleet.clusters()) {
                for (Host host : cluster.hosts()) {
                    look(world, host, found);
                }
            }
        }
        assertThat(found).isNotEmpty();
        return found;
    }

    private static void look(OpenWorld world, Host host, Map<String, String> found) {
        Files files = world.files(host.id());
        for (String directory : DIRECTORIES) {
            for (String name : must(files.list(directory))) {
                String path = directory + "/" + name;
                // A directory is no file: what is in it is read by its own name.
                if (files.read(path) instanceof Outcome.Ok<Optional<Files.Content>>(var content)) {
                    content.ifPresent(c ->
                            found.put(host.id() + " " + path, c.mode() + " " + c.bytes().sha256()));
                }
            }
        }
        Executed table =
                must(
                        world.shell(host.id())
                                .run(
                                        Command.asRoot(
                                                "nft", "-j", "list", "table", "inet", "postern")));
        found.put(host.id() + " firewall", table.exit() + " " + table.text() + table.complaint());
    }

    private static <T> T must(Outcome<T> outcome) {
        return outcome.got()
                .orElseThrow(() -> new AssertionError(outcome.whyNot().get().sentence()));
    }
}
