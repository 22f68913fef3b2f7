package dev.postern.fleet;

import dev.postern.core.problem.Problem;
import dev.postern.document.Node;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Secrets that stand in the file itself: each is a problem, and the lines that hold one are never
 * shown.
 */
record Secrets(List<Problem> problems, Set<Integer> lines) {
    private static final Pattern KEY =
            Pattern.compile(
                    "(?i).*(password|passphrase|passwd|secret|token|private-?key|key-?data|access-?key).*");
    private static final Pattern PEM =
            Pattern.compile("(?s).*-----BEGIN [A-Z ]*PRIVATE KEY-----.*");

    static Secrets in(Node root) {
        Secrets secrets = new Secrets(new ArrayList<>(), new HashSet<>());
        secrets.walk(root, false);
        return secrets;
    }

    private void walk(Node node, boolean secretKey) {
        switch (node) {
            case Node.MapNode m ->
                    m.entries().forEach(e -> walk(e.value(), KEY.matcher(e.key()).matches()));
            case Node.ListNode l -> l.items().forEach(i -> walk(i, secretKey));
            case Node.NullNode n -> {}
            case Node.ScalarNode s -> {
                if (secretKey || PEM.matcher(s.text()).matches()) {
                    lines.add(s.position().line());
                    problems.add(
                            new Problem(
                                    s.position(),
                                    "a secret in the fleet file",
                                    Optional.of(
                                            "where it is: {file: PATH} or {descriptor: NUMBER}"),
                                    Optional.empty(),
                                    Optional.empty()));
                }
            }
        }
    }

    /** The problem without its source line, where that line holds a secret. */
    Problem hide(Problem p) {
        return lines.contains(p.position().line())
                ? new Problem(
                        p.position(), p.message(), p.expected(), p.nearest(), Optional.empty())
                : p;
    }
}
