package dev.postern.fleet;

import dev.postern.document.Node;
import dev.postern.document.Reading;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which jump hosts there are and who goes through them: none dangling, none through itself. */
final class Jumps {
    private final Reading reading;
    private final Map<String, SshPart> byName = new LinkedHashMap<>();
    private final List<SshPart> users = new ArrayList<>();
    private final Taken names;

    Jumps(Reading reading) {
        this.reading = reading;
        this.names = new Taken(reading);
    }

    void named(Optional<Node> at, Optional<String> name, SshPart ssh) {
        name.ifPresent(n -> {
            names.take(n, at.orElseThrow(), "a second jump host " + n);
            byName.putIfAbsent(n, ssh);
        });
        users.add(ssh);
    }

    void used(SshPart ssh) {
        users.add(ssh);
    }

    void check() {
        // A default is used by many hosts and is one mistake.
        Set<Node.ScalarNode> seen = new HashSet<>();
        for (SshPart user : users) {
            for (Node.ScalarNode jump : user.jumps()) {
                if (!byName.containsKey(jump.text()) && seen.add(jump)) {
                    reading.unknown(jump, "jump host", jump.text(), byName.keySet());
                }
            }
        }
        byName.forEach((name, ssh) -> {
            for (Node.ScalarNode jump : ssh.jumps()) {
                if (reaches(jump.text(), name, new LinkedHashSet<>())) {
                    reading.problem(
                            jump,
                            "jump host " + name + " is reached through itself",
                            "a chain that ends");
                }
            }
        });
    }

    private boolean reaches(String from, String to, Set<String> on) {
        if (from.equals(to)) {
            return true;
        }
        SshPart ssh = byName.get(from);
        return ssh != null
                && on.add(from)
                && ssh.jumps().stream().anyMatch(j -> reaches(j.text(), to, on));
    }
}
